package com.nexora.streams.runtime;

import static com.nexora.streams.audit.checkpoint.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AuditHead;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.checkpoint.CheckpointGuard;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.Entries;
import com.nexora.streams.audit.checkpoint.LogFault;
import com.nexora.streams.audit.checkpoint.SealedLogReader;
import com.nexora.streams.audit.checkpoint.SigningPace;
import com.nexora.streams.audit.checkpoint.Witness;
import com.nexora.streams.audit.checkpoint.WitnessClient;
import com.nexora.streams.audit.checkpoint.WitnessServer;
import com.nexora.streams.audit.checkpoint.WitnessState;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.audit.note.WitnessPolicy;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Signers on a real broker: what they publish, and that two of one log, one of them asleep, never
 * publish what diverges or goes back. Each test has a log of its own.
 */
@Timeout(120)
final class NotaryIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  private static final String ORIGIN = "trail.example";
  private static final String SECRET = CheckpointKeys.generate(ORIGIN);
  private static final SigningPace PACE = new SigningPace(5, Duration.ofSeconds(10));
  private static final int PARTITIONS = 8;
  private static int nextPartition;

  private final int partition = nextPartition++;
  private final TrailLog log = TrailLog.ofDefault(partition);
  private final TrailLog brief = new TrailLog("short", partition);
  private final String logId = log.id();
  private final CheckpointKeys keys = CheckpointKeys.parse(SECRET, ORIGIN);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final NexoraConfig config =
      NexoraConfig.of(
          Map.of(
              "kafka.bootstrap.servers", CLUSTER.bootstrapServers(),
              "schema.registry.url", CLUSTER.registryUrl(),
              "application.id", "notary-it"));
  private HttpSchemaRegistry registry;
  private AvroSerdes serdes;
  private KafkaProducer<byte[], byte[]> sequencer;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeAll
  static void roomForEveryTest() throws Exception {
    try (Admin admin = CLUSTER.admin()) {
      admin
          .createPartitions(
              Map.of(
                  Topics.AUDIT_RECORDS,
                  NewPartitions.increaseTo(PARTITIONS),
                  "audit.records.short",
                  NewPartitions.increaseTo(PARTITIONS),
                  Topics.AUDIT_HEADS,
                  NewPartitions.increaseTo(PARTITIONS),
                  Topics.AUDIT_CHECKPOINTS,
                  NewPartitions.increaseTo(PARTITIONS)))
          .all()
          .get();
    }
  }

  @BeforeEach
  void open() {
    registry = new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
    serdes = new AvroSerdes(registry, Map.of());
    final Map<String, Object> settings = new HashMap<>(StreamsProperties.notary(config, logId));
    settings.put("transactional.id", "sequencer-" + partition);
    settings.put("linger.ms", 50);
    sequencer = new KafkaProducer<>(settings);
    sequencer.initTransactions();
    opened.add(registry);
    opened.add(sequencer);
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void shouldSignWhatIsCommittedAndNothingElse() throws Exception {
    // Given
    seal(0, 7, true);
    seal(7, 9, false);
    seal(7, 8, true);
    final One signer = signer();

    // When
    signer.roundsUntil(() -> sizes().contains(8L));

    // Then
    final SignedCheckpoint last = last();
    assertThat(last.checkpoint()).isEqualTo(new Checkpoint(ORIGIN + "/" + logId, 8, head(8)));
    assertThat(last.verify(keys.own(logId))).hasSize(2);
    assertThatCode(() -> guard().check(log, 8, null)).doesNotThrowAnyException();
    assertFault(() -> guard().check(log, 7, null), LogFault.Kind.WENT_BACK);
    assertFault(() -> guard().check(log, 9, null), LogFault.Kind.CUT);
  }

  @Test
  void shouldFenceOffASignerThatWasAsleepWhileAnotherWentOn() throws Exception {
    // Given
    final One asleep = signer();
    seal(0, 6, true);
    asleep.roundsUntil(() -> sizes().contains(6L));
    seal(6, 8, true);
    for (int i = 0; i < 10; i++) {
      asleep.notary.round();
    }
    final One awake = signer();
    seal(8, 20, true);
    awake.roundsUntil(() -> sizes().contains(20L));

    final List<Long> before = sizes();

    // When
    now = now.plusSeconds(60);
    asleep.notary.round();

    // Then
    assertThat(before).startsWith(6L).endsWith(20L).isSorted();
    assertThat(sizes()).isEqualTo(before);
  }

  @Test
  void shouldNeverGoBackNorDivergeWhenTwoBelieveThatTheyOwnTheLog() throws Exception {
    // Given
    final One first = signer();
    final One second = signer();

    // When
    for (int i = 0; i < 12; i++) {
      seal(5 * i, 5 * i + 5, true);
      now = now.plusSeconds(2);
      first.rounds(4);
      second.rounds(4);
    }
    second.owned.clear();
    second.notary.round();
    now = now.plusSeconds(60);
    first.roundsUntil(() -> sizes().contains(60L));

    // Then
    assertThat(sizes()).isSorted().hasSizeGreaterThan(2);
    for (final SignedCheckpoint checkpoint : published()) {
      assertThat(checkpoint.checkpoint().root()).isEqualTo(head(checkpoint.checkpoint().size()));
    }
  }

  @Test
  void shouldPublishUnderTheWitnessesOfItsPolicyWhileTheLogGrows() throws Exception {
    // Given
    final SignerKey key = SignerKey.generate("witness.example/w", SignatureType.COSIGNATURE_V1);
    final WitnessServer server =
        new WitnessServer(
            new Witness(
                key,
                keys.verifiers(logId),
                new WitnessState(CLUSTER.dataDir().resolve("witness-" + partition)),
                Clock.systemUTC()),
            "127.0.0.1",
            0);
    opened.add(server);
    final WitnessPolicy policy =
        WitnessPolicy.parse(
            "log %s\nwitness w %s http://127.0.0.1:%d/\nquorum w\n"
                .formatted(keys.verifiers(logId).get(0), key.verifier(), server.port()));
    seal(0, 7, true);
    final One signer = signer(policy);
    signer.roundsUntil(() -> enough(policy, 7));

    // When
    seal(7, 20, true);
    signer.roundsUntil(() -> enough(policy, 20));
    final One afterRestart = signer(policy);
    signer.owned.clear();
    seal(20, 33, true);
    afterRestart.roundsUntil(() -> enough(policy, 33));

    // Then
    assertThat(sizes()).isSorted();
    assertThat(published().stream().filter(c -> policy.judge(c).enough()).count())
        .isGreaterThanOrEqualTo(3);
  }

  private boolean enough(final WitnessPolicy policy, final long size) {
    return published().stream()
        .anyMatch(c -> c.checkpoint().size() == size && policy.judge(c).enough());
  }

  @Test
  void shouldRefuseASecondWriterAndATopicThatWasMadeAnew() throws Exception {
    // Given
    seal(0, 6, true);
    final One signer = signer();
    signer.roundsUntil(() -> sizes().contains(6L));
    seal(4, 7, true);

    // When
    signer.roundsUntil(() -> signer.guard.stopped(log).isPresent());
    final LogFault second = signer.guard.stopped(log).orElseThrow();
    recreateRecords();
    final One next = signer();
    next.roundsUntil(() -> next.guard.stopped(log).isPresent());
    final LogFault anew = next.guard.stopped(log).orElseThrow();

    // Then
    assertThat(second.kind()).isEqualTo(LogFault.Kind.FORKED);
    assertThat(second).hasMessageContaining("claims leaf 4");
    assertThat(anew.kind()).isEqualTo(LogFault.Kind.CUT);
    assertThat(next.health.summary().get("reasons").toString()).contains("made anew");
    assertThat(sizes()).containsOnly(6L);
  }

  @Test
  void shouldSignTheLogsOfTwoClassesThatShareAPartitionEachUnderItsOwnOrigin() throws Exception {
    // Given
    seal(0, 7, true);
    seal(brief, 0, 3, true);
    final One signer = signer();
    signer.owned.add(brief);

    // When
    signer.roundsUntil(() -> sizes().contains(7L) && sizes(brief).contains(3L));
    final One next = signer();
    next.owned.add(brief);
    signer.owned.clear();
    seal(brief, 3, 9, true);
    seal(7, 20, true);
    next.roundsUntil(() -> sizes().contains(20L) && sizes(brief).contains(9L));

    // Then
    assertThat(sizes(brief)).isSorted();
    for (final SignedCheckpoint checkpoint : published(brief)) {
      assertThat(checkpoint.checkpoint().root())
          .isEqualTo(head(brief, checkpoint.checkpoint().size()));
      assertThat(checkpoint.verify(keys.own(brief.id()))).hasSize(2);
    }
    assertThatCode(() -> guard().check(brief, 9, null)).doesNotThrowAnyException();
    assertThatCode(() -> guard().check(log, 20, null)).doesNotThrowAnyException();
    assertFault(() -> guard().check(brief, 8, null), LogFault.Kind.WENT_BACK);
    assertFault(() -> guard().check(brief, 0, null), LogFault.Kind.WENT_BACK);
  }

  @Test
  void shouldSignTheEndOfAQuietLogAgainThoughItsBusyNeighbourWroteManyHeadsSince()
      throws Exception {
    // Given: the quiet log has two entries more, whose checkpoint is not due yet
    final One signer = signer();
    signer.owned.add(brief);
    seal(0, 6, true);
    seal(brief, 0, 6, true);
    signer.roundsUntil(() -> sizes().contains(6L) && sizes(brief).contains(6L));
    seal(brief, 6, 8, true);
    signer.rounds(5);
    repeatHead(6_000);
    signer.rounds(20);

    // When: another one took it for a moment, and fenced the signer off
    final One other = signer();
    other.owned.clear();
    other.owned.add(brief);
    other.rounds(2);
    other.owned.clear();
    other.rounds(1);
    now = now.plusSeconds(60);
    signer.rounds(2);
    now = now.plusSeconds(60);
    signer.rounds(20);
    now = now.plusSeconds(60);
    signer.roundsUntil(() -> sizes(brief).contains(8L));

    // Then
    assertThat(sizes(brief)).endsWith(8L).isSorted();
  }

  private void repeatHead(final int times) {
    final ProducerRecord<byte[], byte[]> head = headRecord(log, 6);
    sequencer.beginTransaction();
    for (int i = 0; i < times; i++) {
      sequencer.send(head);
    }
    sequencer.commitTransaction();
  }

  private static void assertFault(
      final org.assertj.core.api.ThrowableAssert.ThrowingCallable check, final LogFault.Kind kind) {
    assertThatThrownBy(check)
        .isInstanceOfSatisfying(LogFault.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private byte[] head(final long size) {
    return head(log, size);
  }

  private static byte[] head(final TrailLog of, final long size) {
    return Entries.range(of.id(), size).root();
  }

  private CheckpointGuard guard() {
    return new CheckpointGuard(reader(), keys, Duration.ofMillis(500));
  }

  private SealedLogReader reader() {
    return new SealedLogReader(config.kafka(), serdes.reader(AuditRecord.class));
  }

  private void seal(final int from, final int to, final boolean commit) {
    seal(log, from, to, commit);
  }

  private void seal(final TrailLog of, final int from, final int to, final boolean commit) {
    sequencer.beginTransaction();
    for (int i = from; i < to; i++) {
      sequencer.send(
          new ProducerRecord<>(
              of.records(),
              partition,
              "acme".getBytes(StandardCharsets.UTF_8),
              serdes.value(AuditRecord.class).serializer().serialize(of.records(), record(of, i))));
    }
    sequencer.send(headRecord(of, to));
    if (commit) {
      sequencer.commitTransaction();
    } else {
      sequencer.flush();
      sequencer.abortTransaction();
    }
  }

  private ProducerRecord<byte[], byte[]> headRecord(final TrailLog of, final int to) {
    return new ProducerRecord<>(
        Topics.AUDIT_HEADS,
        partition,
        of.id().getBytes(StandardCharsets.UTF_8),
        serdes
            .value(AuditHead.class)
            .serializer()
            .serialize(
                Topics.AUDIT_HEADS,
                new AuditHead(of.id(), (long) to, ByteBuffer.wrap(head(of, to)))));
  }

  private static AuditRecord record(final TrailLog of, final int leaf) {
    return AuditRecord.newBuilder()
        .setTenantId("acme")
        .setAuditId("act-" + leaf)
        .setLeafIndex(leaf)
        .setTenantSequence(leaf + 1)
        .setPreviousHash(ByteBuffer.wrap(new byte[32]))
        .setEntry(ByteBuffer.wrap(entry(of.id(), leaf, "act " + leaf)))
        .setLeafHash(ByteBuffer.wrap(new byte[32]))
        .setHmac(ByteBuffer.wrap(new byte[32]))
        .setKeyVersion(1)
        .setOccurredAt(0)
        .build();
  }

  private void recreateRecords() throws Exception {
    try (Admin admin = CLUSTER.admin()) {
      admin.deleteTopics(List.of(Topics.AUDIT_RECORDS)).all().get();
      for (int i = 0; ; i++) {
        try {
          admin
              .createTopics(List.of(new NewTopic(Topics.AUDIT_RECORDS, PARTITIONS, (short) 1)))
              .all()
              .get();
          break;
        } catch (final java.util.concurrent.ExecutionException e) {
          if (i > 100) {
            throw e;
          }
          Thread.sleep(50);
        }
      }
      Thread.sleep(1_000);
    }
  }

  private List<Long> sizes() {
    return sizes(log);
  }

  private List<Long> sizes(final TrailLog of) {
    return published(of).stream().map(checkpoint -> checkpoint.checkpoint().size()).toList();
  }

  private SignedCheckpoint last() {
    final List<SignedCheckpoint> all = published();
    return all.get(all.size() - 1);
  }

  private List<SignedCheckpoint> published() {
    return published(log);
  }

  private List<SignedCheckpoint> published(final TrailLog of) {
    final TopicPartition topic = new TopicPartition(Topics.AUDIT_CHECKPOINTS, partition);
    final List<SignedCheckpoint> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      final long end = consumer.endOffsets(List.of(topic)).get(topic);
      while (consumer.position(topic) < end) {
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          final SignedCheckpoint checkpoint = SignedCheckpoint.parse(record.value());
          if (checkpoint.checkpoint().origin().equals(ORIGIN + "/" + of)) {
            all.add(checkpoint);
          }
        }
      }
    }
    return all;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        SealedLogReader.consumerConfig(config.kafka()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private One signer() {
    return signer(null);
  }

  private One signer(final WitnessPolicy policy) {
    final One one = new One(policy);
    opened.add(one);
    return one;
  }

  /** One instance's signer. */
  private final class One implements AutoCloseable {

    private final Set<TrailLog> owned = new HashSet<>(Set.of(log));
    private final KafkaConsumer<byte[], byte[]> consumer = consumer();
    private final Health health = new Health(() -> true);
    private final NotaryMetrics metrics = new NotaryMetrics("it-" + System.nanoTime());
    private final CheckpointGuard guard = guard();
    private final CosigningWorker witnesses;
    private final Notary notary;

    One(final WitnessPolicy policy) {
      witnesses =
          policy == null
              ? null
              : new CosigningWorker(policy, new WitnessClient(Duration.ofSeconds(5)), reader());
      notary =
          new Notary(
              new Notary.Tools(
                  () -> Set.copyOf(owned),
                  consumer,
                  log -> new KafkaProducer<>(StreamsProperties.notary(config, log)),
                  reader(),
                  serdes,
                  new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                      return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(final java.time.ZoneId zone) {
                      return this;
                    }

                    @Override
                    public Instant instant() {
                      return now;
                    }
                  },
                  Optional.ofNullable(witnesses)),
              keys,
              PACE,
              guard,
              health,
              metrics);
    }

    void rounds(final int rounds) {
      for (int i = 0; i < rounds; i++) {
        notary.round();
      }
    }

    void roundsUntil(final BooleanSupplier done) {
      for (int i = 0; i < 300 && !done.getAsBoolean(); i++) {
        notary.round();
        now = now.plusMillis(100);
      }
      assertThat(done.getAsBoolean()).isTrue();
    }

    @Override
    public void close() {
      notary.close();
      if (witnesses != null) {
        witnesses.close();
      }
      consumer.close();
      metrics.close();
    }
  }
}
