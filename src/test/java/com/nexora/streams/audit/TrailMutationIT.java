package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.oracle.NoteForge;
import com.nexora.oracle.Trail;
import com.nexora.oracle.TrailDamage;
import com.nexora.oracle.TrailDamages;
import com.nexora.oracle.TrailRecord;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The damages of {@link TrailMutationTest} on a real broker: each log of the topic is damaged in
 * another way, every kind by turns, and some are not.
 *
 * <p>{@code -Dnexora.audit.topic.mutations=400} makes so many logs instead of {@value #QUICK}.
 */
@Timeout(600)
final class TrailMutationIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  private static final int QUICK = 30;
  private static final int DAMAGED = Integer.getInteger("nexora.audit.topic.mutations", QUICK);
  private static final int UNDAMAGED = 3;
  private static final int SIZE = 25;
  private static final int A_TRANSACTION = 15;
  private static final String NAME = "nexora-test";
  private static final NoteForge SIGNER = new NoteForge(NAME);
  private static final CheckpointTrust TRUST =
      CheckpointTrust.ofKeys(List.of(VerifierKey.parse(SIGNER.vkey())));
  private static final List<TrailDamage> DAMAGES = new ArrayList<>();
  private static final List<Trail> INTACT = new ArrayList<>();

  private static HttpSchemaRegistry registry;
  private static Serializer<AuditRecord> values;
  private static AuditTopicReader reader;
  private static List<StoredNote> notes;
  private static Map<String, AuditVerifier.LogSource> logs;

  @BeforeAll
  static void write() throws Exception {
    registry = new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
    values = new AvroSerdes(registry, Map.of()).value(AuditRecord.class).serializer();
    final DamageKind[] kinds = DamageKind.values();
    for (int partition = 0; partition < DAMAGED; partition++) {
      final List<TrailDamage> ofKind = damages(partition, kinds[partition % kinds.length].label());
      DAMAGES.add(ofKind.get(partition / kinds.length * 7 % ofKind.size()));
    }
    for (int partition = DAMAGED; partition < DAMAGED + UNDAMAGED; partition++) {
      INTACT.add(intact(partition, new Random(partition)));
    }
    try (Admin admin = CLUSTER.admin()) {
      recreate(admin, Topics.AUDIT_RECORDS);
      recreate(admin, Topics.AUDIT_CHECKPOINTS);
      try (KafkaProducer<byte[], byte[]> producer = producer()) {
        final List<Trail> trails =
            Stream.concat(DAMAGES.stream().map(TrailDamage::trail), INTACT.stream()).toList();
        for (int partition = 0; partition < trails.size(); partition++) {
          write(admin, producer, partition, trails.get(partition));
        }
      }
    }
    reader =
        new AuditTopicReader(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()), registry);
    notes = reader.notes();
    logs = new HashMap<>();
    reader.logs().forEach(log -> logs.put(log.logId(), log));
  }

  @AfterAll
  static void close() {
    if (registry != null) {
      registry.close();
    }
  }

  static Stream<Integer> damaged() {
    return IntStream.range(0, DAMAGED).boxed();
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void shouldNameAndLocateDamageOnTheTopic(final int partition) {
    // Given
    final TrailDamage damage = DAMAGES.get(partition);

    // When
    final AuditReport report = verify(partition, TrailSamples.settings(damage, book(partition)));

    // Then
    TrailMutationTest.assertNamedAndLocated(report, damage);
  }

  @Test
  void shouldNotAlarmOnTheLogsBesideThem() {
    for (int partition = DAMAGED; partition < DAMAGED + UNDAMAGED; partition++) {
      // When
      final AuditReport report =
          verify(partition, VerifySettings.of(TrailSamples.KEYS).against(book(partition)));

      // Then
      assertThat(report.damages()).isEmpty();
      assertThat(report.records()).isEqualTo(SIZE);
      assertThat(report.logs()).singleElement().matches(log -> log.signed() != null);
    }
  }

  private static AuditReport verify(final int partition, final VerifySettings settings) {
    return new AuditVerifier(settings, 2).verify(List.of(logs.get(AuditFormat.logId(partition))));
  }

  private static CheckpointBook book(final int partition) {
    final String place = Topics.AUDIT_CHECKPOINTS + "-" + partition + "@";
    return CheckpointBook.read(
        notes.stream().filter(note -> note.place().startsWith(place)).toList(), TRUST);
  }

  private static List<TrailDamage> damages(final int partition, final String kind) {
    final Random random = new Random(partition);
    final int common = 12;
    final List<AuditEvent> acts = TrailSamples.acts(SIZE, 2, random);
    final List<AuditEvent> others = new ArrayList<>(acts.subList(0, common));
    others.addAll(TrailSamples.acts(SIZE - common, 2, random));
    final String origin = NAME + "/" + AuditFormat.logId(partition);
    final NoteForge signer = SIGNER.named(origin);
    return TrailDamages.of(
            TrailSamples.FORGE,
            TrailSamples.signed(sealed(partition, acts), signer, origin, random),
            signer,
            origin,
            partition,
            sealed(partition, others),
            common)
        .stream()
        .filter(damage -> damage.kind().equals(kind))
        .toList();
  }

  private static Trail intact(final int partition, final Random random) {
    final String origin = NAME + "/" + AuditFormat.logId(partition);
    return TrailSamples.signed(
        sealed(partition, TrailSamples.acts(SIZE, 3, random)),
        SIGNER.named(origin),
        origin,
        random);
  }

  private static List<TrailRecord> sealed(final int partition, final List<AuditEvent> acts) {
    final Sealing sealing = new Sealing(TrailSamples.SEALING);
    final Map<String, TenantHead> heads = new HashMap<>();
    final List<TrailRecord> records = new ArrayList<>();
    for (final AuditEvent act : acts) {
      final String tenant = act.getTenantId();
      final Sealing.Sealed sealed =
          sealing.seal(
              AuditFormat.logId(partition),
              records.size(),
              heads.getOrDefault(tenant, TenantHead.empty()),
              act);
      heads.put(tenant, sealed.tenant());
      final String correlation =
          act.getCorrelationId() == null ? act.getAuditId() : act.getCorrelationId();
      final List<TrailRecord.Header> headers = new ArrayList<>();
      OutputHeaders.of(tenant, act.getEventType(), correlation, 1)
          .forEach(header -> headers.add(new TrailRecord.Header(header.key(), header.value())));
      records.add(
          new TrailRecord(
              records.size(),
              TrailSamples.TIME + records.size() * 1000L,
              tenant.getBytes(StandardCharsets.UTF_8),
              headers,
              values.serialize(Topics.AUDIT_RECORDS, sealed.record())));
    }
    return TrailSamples.rotated(records);
  }

  private static void write(
      final Admin admin,
      final KafkaProducer<byte[], byte[]> producer,
      final int partition,
      final Trail trail)
      throws Exception {
    final TopicPartition records = new TopicPartition(Topics.AUDIT_RECORDS, partition);
    if (trail.startOffset() > 0) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(records.topic(), partition, null, new byte[] {1}));
      producer.commitTransaction();
      admin.deleteRecords(Map.of(records, RecordsToDelete.beforeOffset(2))).all().get();
    }
    for (int from = 0; from < trail.records().size(); from += A_TRANSACTION) {
      final List<TrailRecord> some =
          trail.records().subList(from, Math.min(trail.records().size(), from + A_TRANSACTION));
      if (from == A_TRANSACTION) {
        send(producer, records, some.subList(0, 1));
        producer.flush();
        producer.abortTransaction();
      }
      send(producer, records, some);
      producer.commitTransaction();
    }
    producer.beginTransaction();
    for (final Trail.Note note : trail.notes()) {
      producer.send(
          new ProducerRecord<>(
              Topics.AUDIT_CHECKPOINTS, partition, note.timestamp(), null, note.bytes()));
    }
    producer.commitTransaction();
  }

  private static void send(
      final KafkaProducer<byte[], byte[]> producer,
      final TopicPartition to,
      final List<TrailRecord> records) {
    producer.beginTransaction();
    for (final TrailRecord record : records) {
      producer.send(
          new ProducerRecord<>(
              to.topic(),
              to.partition(),
              record.timestamp(),
              record.key(),
              record.value(),
              record.headers().stream()
                  .map(header -> new RecordHeader(header.name(), header.value()))
                  .map(org.apache.kafka.common.header.Header.class::cast)
                  .toList()));
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    final KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                CLUSTER.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "trail-mutation-it"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private static void recreate(final Admin admin, final String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
    final NewTopic wanted =
        new NewTopic(topic, DAMAGED + UNDAMAGED, (short) 1)
            .configs(
                Map.of(
                    "retention.ms", "-1",
                    "cleanup.policy", "delete",
                    "message.timestamp.type", "CreateTime"));
    final long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try {
        admin.createTopics(List.of(wanted)).all().get();
        break;
      } catch (final ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException) || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
    while (!admin.listTopics().names().get().contains(topic)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
