package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.catalogue.LegalHold;
import com.nexora.streams.catalogue.SuspendedExpiry;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.OperatorActs;
import com.nexora.streams.testkit.RunningCluster;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * While a legal hold stands a real broker deletes nothing of the trail, and does so again after.
 */
@Timeout(120)
final class LegalHoldIT {

  @RegisterExtension
  static final RunningCluster CLUSTER =
      RunningCluster.fresh()
          .with("log.retention.check.interval.ms", "300")
          .with("log.initial.task.delay.ms", "100")
          .with("log.segment.delete.delay.ms", "100")
          .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
          .with("allow.everyone.if.no.acl.found", "true");

  private static final String BRIEF = "audit.records.short";
  private static final List<String> TRAIL =
      List.of(Topics.AUDIT_RECORDS, BRIEF, "audit.records.long", Topics.AUDIT_CHECKPOINTS);

  private Admin admin;
  private HttpSchemaRegistry registry;
  private AvroSerdes serdes;
  private PrivacyOffice office;

  @BeforeEach
  void open() {
    admin = CLUSTER.admin();
    registry = new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
    serdes = new AvroSerdes(registry, Map.of());
    office =
        new PrivacyOffice(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
            serdes,
            PrivacyKeys.random().pseudonyms(),
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    office.close();
    registry.close();
    admin.close();
  }

  @Test
  void shouldKeepEveryEntryWhileAHoldStandsAndLetThemExpireAfterTheLast() throws Exception {
    // Given: a class whose topic keeps records for a second
    set(BRIEF, "retention.ms", "1000");
    final Map<String, String> before = retention();

    // When
    office.place("acme", "case-7", null, "litigation", "officer");
    office.place("other", "case-8", "cust-1", "litigation", "officer");
    write(BRIEF, 5);
    Thread.sleep(2_500);
    final long firstKept = firstOffset(BRIEF);
    final Map<String, String> held = retention();
    final TopicPlan plan =
        new TopicProvisioner(admin).plan(CLUSTER.catalogue(), TopicPlan.Allowed.NOTHING);
    final boolean first = office.lift("acme", "case-7", "officer");
    final Map<String, String> stillHeld = retention();
    final boolean last = office.lift("other", "case-8", "officer");

    // Then
    assertThat(before.get(BRIEF)).isEqualTo("1000");
    assertThat(held.values()).containsOnly(SuspendedExpiry.FOR_EVER);
    assertThat(firstKept).isZero();
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.notes())
        .anyMatch(note -> note.startsWith("topic " + BRIEF + " expires nothing"));
    assertThat(first).isTrue();
    assertThat(stillHeld).isEqualTo(held);
    assertThat(last).isTrue();
    assertThat(retention()).isEqualTo(before);
    until(() -> firstOffset(BRIEF) == 5);
    assertThat(acts())
        .contains(
            "privacy.expiry.suspended topic:" + BRIEF + " hold:case-7 officer",
            "privacy.expiry.resumed topic:" + BRIEF + " hold:case-8 officer")
        .filteredOn(act -> act.contains("expiry") && act.matches(".*hold:case-[78] officer"))
        .hasSize(2 * TRAIL.size());
  }

  @Test
  void shouldSuspendWhatWasChangedByHandAndLeaveAloneWhatWasChangedForGood() throws Exception {
    // Given
    final Map<String, String> before = retention();
    office.place("acme", "case-9", null, "litigation", "officer");
    set(BRIEF, "retention.ms", "5000000");

    // When
    office.keepHolds("nexora-streams");
    final String kept = retention().get(BRIEF);
    set(Topics.AUDIT_RECORDS, "retention.ms", "-1");
    office.lift("acme", "case-9", "officer");

    // Then
    assertThat(kept).isEqualTo(SuspendedExpiry.FOR_EVER);
    assertThat(retention())
        .containsEntry(BRIEF, "5000000")
        .containsEntry(Topics.AUDIT_RECORDS, "-1")
        .containsEntry("audit.records.long", before.get("audit.records.long"));
    set(Topics.AUDIT_RECORDS, "retention.ms", before.get(Topics.AUDIT_RECORDS));
    assertThat(office.lift("acme", "case-9", "officer")).isFalse();
  }

  @Test
  void shouldRefuseAHoldThatTheBrokersDoNotLetItKeep() throws Exception {
    // Given
    final ResourcePattern topic =
        new ResourcePattern(ResourceType.TOPIC, BRIEF, PatternType.LITERAL);
    admin
        .createAcls(
            List.of(
                acl(topic, AclOperation.ALL, AclPermissionType.ALLOW),
                acl(topic, AclOperation.ALTER_CONFIGS, AclPermissionType.DENY)))
        .all()
        .get();
    final Map<String, String> before = retention();

    // When / Then
    try {
      assertThatThrownBy(() -> office.place("acme", "case-10", null, "litigation", "officer"))
          .isInstanceOf(PrivacyOffice.ExpiryException.class)
          .hasMessageContaining("the legal hold case-10 of tenant acme is not placed")
          .hasMessageContaining(BRIEF)
          .hasMessageContaining("AlterConfigs");
      assertThat(office.holds("acme")).extracting(LegalHold::id).doesNotContain("case-10");
      assertThat(retention()).isEqualTo(before);
      assertThat(acts()).anyMatch(act -> act.startsWith("privacy.hold.refused hold:case-10"));
    } finally {
      admin.deleteAcls(List.of(org.apache.kafka.common.acl.AclBindingFilter.ANY)).all().get();
    }
  }

  private static AclBinding acl(
      final ResourcePattern topic,
      final AclOperation operation,
      final AclPermissionType permission) {
    return new AclBinding(
        topic, new AccessControlEntry("User:ANONYMOUS", "*", operation, permission));
  }

  private Map<String, String> retention() throws Exception {
    final Map<String, String> values = new java.util.TreeMap<>();
    admin
        .describeConfigs(TRAIL.stream().map(LegalHoldIT::resource).toList())
        .all()
        .get()
        .forEach((topic, config) -> values.put(topic.name(), config.get("retention.ms").value()));
    return values;
  }

  private void set(final String topic, final String name, final String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                resource(topic),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static ConfigResource resource(final String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static void write(final String topic, final int records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {2})).get();
      }
    }
  }

  private long firstOffset(final String topic) {
    try {
      final TopicPartition partition = new TopicPartition(topic, 0);
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.earliest()))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (final Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> acts() {
    return OperatorActs.read(CLUSTER, serdes).stream()
        .map(
            act ->
                "%s %s %s %s"
                    .formatted(
                        act.getEventType(),
                        act.getResource(),
                        act.getCorrelationId(),
                        act.getActor()))
        .toList();
  }

  private static void until(final BooleanSupplier done) throws InterruptedException {
    for (int i = 0; i < 300 && !done.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertThat(done.getAsBoolean()).isTrue();
  }
}
