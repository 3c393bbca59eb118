package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AuditRecord;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.cli.AuditCommand;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The verify command against a real broker and registry, and the exit codes that scripts see. */
@Timeout(180)
final class AuditVerifyIT {

  @TempDir static Path directory;

  private static DevCluster cluster;
  private static HttpSchemaRegistry registry;
  private static Admin admin;
  private static Serializer<AuditRecord> values;
  private static Path keys;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    cluster = DevCluster.start(directory.resolve("cluster"), DevPorts.free(), Map.of());
    registry = new HttpSchemaRegistry(Map.of("schema.registry.url", cluster.registryUrl()));
    values = new AvroSerdes(registry, Map.of()).value(AuditRecord.class).serializer();
    admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    keys = keyFile("hmac.keys", 7);
  }

  @AfterAll
  static void stop() {
    if (admin != null) {
      admin.close();
    }
    if (registry != null) {
      registry.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void emptyTopic() throws Exception {
    admin.deleteTopics(List.of(Topics.AUDIT_RECORDS)).all().get();
    final long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try {
        admin.createTopics(List.of(new NewTopic(Topics.AUDIT_RECORDS, 2, (short) 1))).all().get();
        awaitTopic(deadline);
        return;
      } catch (final ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException) || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  /** The controller has it; the broker that is asked learns of it a moment later. */
  private static void awaitTopic(final long deadline) throws Exception {
    while (!admin.listTopics().names().get().contains(Topics.AUDIT_RECORDS)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the broker does not show the topic that was created");
      }
      Thread.sleep(20);
    }
  }

  @Test
  void shouldFindAnEmptyTrailIntact() {
    // When
    final int code = verify();

    // Then
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("intact: 0 records in ");
  }

  @Test
  void shouldFindASealedTrailIntactAcrossTransactionsOneOfThemAborted() throws Exception {
    // Given
    final List<StoredRecord> log = SealedLog.random(50, 1).records();
    write(log.subList(0, 20), true);
    write(log.subList(10, 30), false);
    write(log.subList(20, 50), true);

    // When
    final int code = verify("--json");

    // Then
    final JsonNode verdict = new ObjectMapper().readTree(out.toString());
    assertThat(code).as(out + "" + err).isZero();
    assertThat(verdict.get("records").asInt()).isEqualTo(50);
    assertThat(verdict.get("hmacsChecked").asBoolean()).isTrue();
    assertThat(verdict.at("/logs/0/lastLeaf").asInt()).isEqualTo(49);
    assertThat(verdict.at("/logs/0/tenants")).hasSize(3);
  }

  @Test
  void shouldSayWhichEntryWasEdited() throws Exception {
    // Given
    final List<StoredRecord> log = SealedLog.random(20, 2).records();
    final byte[] entry = new byte[log.get(7).value().getEntry().remaining()];
    log.get(7).value().getEntry().duplicate().get(entry);
    entry[entry.length - 3] ^= 1;
    log.get(7).value().setEntry(ByteBuffer.wrap(entry));
    write(log, true);

    // When
    final int code = verify();

    // Then
    assertThat(code).isEqualTo(10);
    assertThat(out.toString()).contains("EDITED: log default/0, leaf 7, offset 7");
  }

  @Test
  void shouldSayWhichEntryIsMissing() throws Exception {
    // Given
    final List<StoredRecord> log = SealedLog.random(20, 3).records();
    log.remove(11);
    write(log, true);

    // When
    final int code = verify();

    // Then
    assertThat(code).isEqualTo(11);
    assertThat(out.toString()).contains("MISSING: log default/0, leaf 11:");
  }

  @Test
  void shouldTellALogThatLostItsHeadFromOneWithAHole() throws Exception {
    // Given
    write(SealedLog.random(20, 4).records(), true);
    final TopicPartition partition = new TopicPartition(Topics.AUDIT_RECORDS, 0);
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(6))).all().get();

    // When
    final int code = verify();

    // Then
    assertThat(code).isEqualTo(20);
    assertThat(out.toString()).contains("TRUNCATED-HEAD: log default/0, leaf 0 to 5");
  }

  @Test
  void shouldSayThatARecordIsNoEntryAtAll() throws Exception {
    // Given
    final List<StoredRecord> log = SealedLog.random(20, 5).records();
    write(log.subList(0, 9), true);
    writeRaw(new ProducerRecord<>(Topics.AUDIT_RECORDS, 0, log.get(9).key(), new byte[] {0, 1}));
    write(log.subList(10, 20), true);

    // When
    final int code = verify();

    // Then
    assertThat(code).isEqualTo(18);
    assertThat(out.toString()).contains("UNDECODABLE: log default/0, leaf 9");
  }

  @Test
  void shouldNotBelieveATrailThatWasSealedWithAnotherKey() throws Exception {
    // Given
    write(SealedLog.random(20, 6).records(), true);

    // When
    final int code = execute("--hmac-keys", keyFile("other.keys", 8).toString());

    // Then
    assertThat(code).isEqualTo(16);
    assertThat(out.toString()).contains("BAD-HMAC: log default/0, leaf 0 to 19");
  }

  @Test
  void shouldGiveTheLowestCodeOfSeveralKindsAndNameThemAll() throws Exception {
    // Given
    final List<StoredRecord> log = SealedLog.random(20, 7).records();
    log.add(log.get(3));
    log.remove(12);
    write(log, true);

    // When
    final int code = verify();

    // Then
    assertThat(code).isEqualTo(11);
    assertThat(out.toString()).contains("DAMAGED: 1 missing, 1 duplicated");
  }

  @Test
  void shouldSayThatTheKeyFileIsOpenToOthers() throws Exception {
    // Given
    final Path open = keyFile("open.keys", 7);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

    // When
    final int code = execute("--hmac-keys", open.toString());

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("chmod 600");
  }

  @Test
  void shouldNotMistakeAnAbsentRegistryForDamage() throws Exception {
    // Given
    write(SealedLog.random(3, 8).records(), true);

    // When
    final int code =
        command()
            .execute(
                "verify",
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--registry-url",
                "http://127.0.0.1:1");

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("127.0.0.1:1");
  }

  @Test
  void shouldRefuseAnUnknownFlag() {
    // When
    final int code = execute("--nonsense");

    // Then
    assertThat(code).isEqualTo(2);
  }

  private int verify(final String... more) {
    final String[] arguments =
        Arrays.copyOf(new String[] {"--hmac-keys", keys.toString()}, 2 + more.length);
    System.arraycopy(more, 0, arguments, 2, more.length);
    return execute(arguments);
  }

  private int execute(final String... more) {
    final String[] arguments =
        Arrays.copyOf(
            new String[] {
              "verify",
              "--bootstrap-server",
              cluster.bootstrapServers(),
              "--registry-url",
              cluster.registryUrl()
            },
            5 + more.length);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return command().execute(arguments);
  }

  private CommandLine command() {
    return new CommandLine(new AuditCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }

  private static Path keyFile(final String name, final int fill) throws Exception {
    final byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    final Path file = directory.resolve(name);
    Files.writeString(file, "1:" + Base64.getEncoder().encodeToString(key));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static void write(final List<StoredRecord> records, final boolean commit) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      for (final StoredRecord record : records) {
        final ProducerRecord<byte[], byte[]> to =
            new ProducerRecord<>(
                Topics.AUDIT_RECORDS,
                0,
                record.key(),
                values.serialize(Topics.AUDIT_RECORDS, record.value()));
        record.headers().forEach((name, value) -> to.headers().add(name, value));
        producer.send(to);
      }
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private static void writeRaw(final ProducerRecord<byte[], byte[]> record) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      producer.send(record);
      producer.commitTransaction();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    final KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "audit-verify-it"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }
}
