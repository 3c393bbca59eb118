package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.runtime.TenantOffice.PreconditionException;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.tenants.Precondition;
import com.nexora.streams.tenants.TenantConfigJson;
import com.nexora.streams.tenants.TenantDocument;
import com.nexora.streams.testkit.OperatorActs;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Settings of tenants on a real broker: of two who change the same, one does; all see it soon. */
@Timeout(120)
final class TenantOfficeIT {

  @RegisterExtension
  static final RunningCluster CLUSTER = RunningCluster.fresh().guarded("nexora-streams");

  private static final int ROUNDS = 4;

  private HttpSchemaRegistry registry;
  private AvroSerdes serdes;
  private TenantOffice office;

  @BeforeEach
  void open() {
    registry = new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
    serdes = new AvroSerdes(registry, Map.of());
    office = office(() -> {});
  }

  @AfterEach
  void close() {
    office.close();
    registry.close();
  }

  private TenantOffice office(final Runnable beforeCommit) {
    return new TenantOffice(
        Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
        serdes,
        new TenantConfigJson(TenantSettings.defaults(60, 5), Set.of(Topics.NHI_EVENTS)),
        Clock.systemUTC(),
        beforeCommit);
  }

  /** Without this the other tests would say nothing about {@link BrokerAccess}. */
  @Test
  void shouldRunOnABrokerThatDeniesWhatTheProductDoesNotNeed() {
    // Given
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {

      // When
      final Future<RecordMetadata> sent =
          producer.send(new ProducerRecord<>("entity.config", new byte[1], new byte[1]));

      // Then
      assertThatThrownBy(sent::get).hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  private static byte[] days(final int days) {
    return ("{\"retentionDays\":" + days + "}").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void shouldChangeOnlyWhatTheCallerHasSeenAndRecordEveryChange() throws Exception {
    // When
    final TenantDocument before = office.read("acme");
    final TenantDocument first = office.put("acme", days(1), Precondition.none(), "ann");
    final TenantDocument second =
        office.put("acme", days(2), Precondition.match(first.tag()), "ben");
    final TenantDocument same =
        office.put("acme", days(2), Precondition.match(second.tag()), "cat");

    // Then
    assertThat(before.stored()).isFalse();
    assertThat(before.tag()).isNotEqualTo(first.tag());
    assertThat(office.read("acme")).isEqualTo(second).isEqualTo(same);
    assertThatThrownBy(() -> office.put("acme", days(3), Precondition.none(), "x"))
        .isInstanceOfSatisfying(
            PreconditionException.class, e -> assertThat(e.isRequired()).isTrue());
    assertThatThrownBy(() -> office.put("acme", days(3), Precondition.match(first.tag()), "x"))
        .isInstanceOfSatisfying(
            PreconditionException.class, e -> assertThat(e.isRequired()).isFalse());
    assertThat(office.read("acme")).isEqualTo(second);
    assertThat(acts("acme"))
        .extracting(AuditEvent::getActor, AuditEvent::getEventType)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("ann", TenantOffice.CHANGED),
            org.assertj.core.groups.Tuple.tuple("ben", TenantOffice.CHANGED));
    assertThat(acts("acme").get(1).getPayload()).contains("\"retentionDays\":2");
  }

  @Test
  void shouldRefuseWhoWasOvertakenBetweenItsCheckAndItsCommit() throws Exception {
    // Given
    final TenantDocument seen = office.put("race", days(1), Precondition.none(), "first");
    final Precondition both = Precondition.match(seen.tag());
    final List<TenantDocument> overtaken = new ArrayList<>();
    final TenantOffice slow =
        office(
            () -> {
              if (overtaken.isEmpty()) {
                overtaken.add(office.put("race", days(3), both, "fast"));
              }
            });

    // When
    assertThatThrownBy(() -> slow.put("race", days(2), both, "slow"))
        .isInstanceOf(PreconditionException.class);

    // Then
    assertThat(office.read("race")).isEqualTo(overtaken.get(0));
    assertThat(acts("race")).extracting(AuditEvent::getActor).containsExactly("first", "fast");
  }

  @Test
  void shouldLetExactlyOneOfManyWinAndShowItToEveryInstanceWithinASecond() throws Exception {
    // Given
    final ExecutorService callers = Executors.newFixedThreadPool(3);
    TenantDocument holds = office.put("many", days(1), Precondition.none(), "first");
    try (KafkaStreams one = instance("one");
        KafkaStreams other = instance("other")) {
      for (int round = 0; round < ROUNDS; round++) {
        // When
        final Precondition seen = Precondition.match(holds.tag());
        final List<Callable<TenantDocument>> changes = new ArrayList<>();
        for (int caller = 0; caller < 3; caller++) {
          final byte[] document = days(10 + 3 * round + caller);
          final TenantOffice own = office(() -> {});
          changes.add(() -> own.put("many", document, seen, "caller"));
        }
        final List<TenantDocument> won = new ArrayList<>();
        for (final Future<TenantDocument> change : callers.invokeAll(changes)) {
          try {
            won.add(change.get());
          } catch (final java.util.concurrent.ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(PreconditionException.class);
          }
        }

        // Then
        assertThat(won).hasSize(1);
        holds = won.get(0);
        assertThat(office.read("many")).isEqualTo(holds);
        final long since = System.nanoTime();
        awaitDays(one, holds.config().getRetentionDays());
        awaitDays(other, holds.config().getRetentionDays());
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(acts("many")).hasSize(1 + ROUNDS);
  }

  /** An instance that has nothing but the settings of tenants, read as the product reads them. */
  private KafkaStreams instance(final String name) throws Exception {
    final Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "settings-" + name);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, CLUSTER.bootstrapServers());
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, CLUSTER.dataDir().resolve("state-" + name).toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    final StreamsBuilder builder =
        new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
    TenantConfigs.addTo(builder, serdes);
    final KafkaStreams streams = new KafkaStreams(builder.build(properties), properties);
    streams.start();
    for (int i = 0; i < 600 && streams.state() != KafkaStreams.State.RUNNING; i++) {
      Thread.sleep(20);
    }
    return streams;
  }

  private void awaitDays(final KafkaStreams streams, final int days) throws InterruptedException {
    final ReadOnlyKeyValueStore<String, byte[]> store =
        streams.store(
            StoreQueryParameters.fromNameAndType(
                Stores.TENANT_CONFIGS, QueryableStoreTypes.keyValueStore()));
    final TenantConfigs configs = TenantConfigs.over(store, serdes, TenantSettings.defaults(60, 5));
    for (int i = 0; i < 1_000 && configs.settings("many").retentionDays() != days; i++) {
      Thread.sleep(2);
    }
    assertThat(configs.settings("many").retentionDays()).isEqualTo(days);
  }

  private List<AuditEvent> acts(final String tenant) {
    return OperatorActs.read(CLUSTER, serdes).stream()
        .filter(act -> act.getTenantId().equals(tenant))
        .toList();
  }
}
