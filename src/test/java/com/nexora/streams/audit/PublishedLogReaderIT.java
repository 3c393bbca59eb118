package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.schema.SchemaSettings;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Heads and entries from a real broker, with transactions and aborted ones in between. */
final class PublishedLogReaderIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  private static final int ENTRIES = 4_000;
  private static final int PARTITION = 1;
  private static final TrailLog LOG = TrailLog.ofDefault(PARTITION);
  private static final TrailLog BRIEF = new TrailLog("short", PARTITION);
  private static final SignerKey KEY = SignerKey.generate("test.example", SignatureType.ED25519);
  private static final List<byte[]> ENTRIES_WRITTEN = new ArrayList<>();

  private static AvroSerdes serdes;

  @BeforeAll
  static void seal() {
    final Map<String, String> registry = Map.of(SchemaSettings.URL, CLUSTER.registryUrl());
    serdes = new AvroSerdes(new HttpSchemaRegistry(registry), registry);
    final Sealing sealing = new Sealing(SealedLog.KEYS);
    final Serializer<AuditRecord> values = serdes.value(AuditRecord.class).serializer();
    final Random random = new Random(5);
    TenantHead tenant = TenantHead.empty();
    try (KafkaProducer<byte[], byte[]> producer = producer("sealer")) {
      producer.initTransactions();
      while (ENTRIES_WRITTEN.size() < ENTRIES) {
        producer.beginTransaction();
        final boolean aborted = random.nextInt(5) == 0;
        TenantHead next = tenant;
        final List<byte[]> sealedNow = new ArrayList<>();
        for (int i = random.nextInt(60); i >= 0; i--) {
          final long leaf = ENTRIES_WRITTEN.size() + sealedNow.size();
          if (leaf == ENTRIES) {
            break;
          }
          final Sealing.Sealed sealed =
              sealing.seal(
                  LOG.id(),
                  leaf,
                  next,
                  SealedLog.act("acme", (aborted ? "aborted-" : "act-") + leaf));
          next = sealed.tenant();
          sealedNow.add(bytes(sealed.record().getEntry()));
          producer.send(
              new ProducerRecord<>(
                  Topics.AUDIT_RECORDS,
                  PARTITION,
                  SealedLog.utf8("acme"),
                  values.serialize(Topics.AUDIT_RECORDS, sealed.record())));
        }
        if (aborted) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
          tenant = next;
          ENTRIES_WRITTEN.addAll(sealedNow);
        }
      }
    }
  }

  @Test
  void shouldGiveTheEntriesOfAnyPlaceAndTheNewestHead() throws Exception {
    try (PublishedLogReader reader = reader()) {
      // Bundles one after the other, then anywhere
      for (int first = 0; first < ENTRIES; first += 256) {
        hasEntries(reader, first, Math.min(256, ENTRIES - first));
      }
      final Random random = new Random(7);
      for (int i = 0; i < 30; i++) {
        final int first = random.nextInt(ENTRIES);
        hasEntries(reader, first, Math.min(1 + random.nextInt(256), ENTRIES - first));
      }
      final long before = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        hasEntries(reader, (i * 7919) % (ENTRIES - 256), 256);
      }
      System.out.printf(
          "a bundle of 256 entries from anywhere: %.1f ms%n", (System.nanoTime() - before) / 20e6);

      // What is not there, or is another entry
      assertThat(reader.entries(LOG, ENTRIES, List.of(new byte[32]))).isEmpty();
      assertThat(reader.entries(LOG, 5, List.of(new byte[32]))).isEmpty();
      assertThat(reader.entries(TrailLog.ofDefault(0), 0, List.of(new byte[32]))).isEmpty();

      // Heads
      assertThat(reader.head(LOG, 0)).isEmpty();
      publish(LOG, 100);
      Thread.sleep(60);
      assertThat(reader.head(LOG, 100)).get().returns(100L, PublishedLog.Head::size);
      publish(LOG, 200);
      Thread.sleep(60);
      assertThat(reader.head(LOG, 50)).get().returns(100L, PublishedLog.Head::size);
      assertThat(reader.head(LOG, 200)).get().returns(200L, PublishedLog.Head::size);
      assertThat(reader.head(TrailLog.ofDefault(0), 0)).isEmpty();

      // A log of another class in the same partition, long ago
      assertThat(reader.head(BRIEF, 0)).isEmpty();
      publish(BRIEF, 7);
      for (int i = 0; i < 100; i++) {
        publish(LOG, 200);
      }
      Thread.sleep(60);
      assertThat(reader.head(BRIEF, 7)).get().returns(7L, PublishedLog.Head::size);
      assertThat(reader.head(LOG, 0)).get().returns(200L, PublishedLog.Head::size);
    }
    try (PublishedLogReader late = reader()) {
      assertThat(late.head(LOG, 0)).get().returns(200L, PublishedLog.Head::size);
      assertThat(late.head(BRIEF, 0)).get().returns(7L, PublishedLog.Head::size);
      assertThat(late.head(new TrailLog("long", PARTITION), 0)).isEmpty();
    }

    // The beginning expired
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()));
        PublishedLogReader reader = reader()) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(Topics.AUDIT_RECORDS, PARTITION),
                  RecordsToDelete.beforeOffset(2_000)))
          .all()
          .get();
      assertThat(reader.entries(LOG, 256, hashes(256, 10))).isEmpty();
      hasEntries(reader, 3_000, 256);
    }
  }

  private static void hasEntries(
      final PublishedLogReader reader, final int first, final int count) {
    final List<byte[]> found = reader.entries(LOG, first, hashes(first, count));
    assertThat(found).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(found.get(i)).isEqualTo(ENTRIES_WRITTEN.get(first + i));
    }
  }

  private static List<byte[]> hashes(final int first, final int count) {
    return ENTRIES_WRITTEN.subList(first, first + count).stream().map(MerkleHash::leaf).toList();
  }

  private static void publish(final TrailLog log, final long size) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(null)) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.AUDIT_CHECKPOINTS,
                  PARTITION,
                  ("test.example/" + log).getBytes(StandardCharsets.UTF_8),
                  SignedCheckpoint.sign(
                          new Checkpoint("test.example/" + log, size, new byte[32]), KEY)
                      .bytes()))
          .get();
      producer
          .send(
              new ProducerRecord<>(
                  Topics.AUDIT_CHECKPOINTS, PARTITION, new byte[0], new byte[] {1, 2, 3}))
          .get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(final String transactionalId) {
    final Map<String, Object> config =
        new java.util.HashMap<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, CLUSTER.bootstrapServers()));
    if (transactionalId != null) {
      config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    }
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static PublishedLogReader reader() {
    return new PublishedLogReader(
        Map.of("bootstrap.servers", CLUSTER.bootstrapServers(), "group.id", "ignored"),
        serdes.value(AuditRecord.class).deserializer());
  }

  private static byte[] bytes(final ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
