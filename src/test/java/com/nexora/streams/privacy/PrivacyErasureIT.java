package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.events.GrcEvent;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.checkpoint.KeyFile;
import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.cli.Nexora;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.privacy.PurgingStoreTest.Grep;
import com.nexora.streams.query.NexoraServer;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.PrivacyOffice;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.FreePorts;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole story of an erasure on a real broker, down to the bytes on its disks. */
final class PrivacyErasureIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String APPLICATION = "privacy-it";
  private static final long DAY = 86_400_000L;

  private final String subject = "cust-123-" + UUID.randomUUID();
  private final String marker = UUID.randomUUID().toString();

  @Test
  void shouldLeaveNothingOfAnErasedSubjectAnywhereAfterTheStatedTime(@TempDir final Path directory)
      throws Exception {
    final Map<String, String> fast =
        Map.of(
            "log.cleaner.backoff.ms", "200",
            "log.retention.check.interval.ms", "500",
            "log.segment.delete.delay.ms", "500",
            "log.initial.task.delay.ms", "200");
    try (DevCluster cluster =
            DevCluster.start(directory.resolve("cluster"), DevPorts.free(), fast);
        Delivered delivered = new Delivered(directory.resolve("delivered"));
        HttpSchemaRegistry registry =
            new HttpSchemaRegistry(Map.of("schema.registry.url", cluster.registryUrl()))) {
      final Map<String, Object> clients = Map.of("bootstrap.servers", cluster.bootstrapServers());
      final AvroSerdes serdes = new AvroSerdes(registry, Map.of());
      final NexoraConfig config = config(directory, cluster);
      final PrivacyKeys keys =
          PrivacyKeys.load(directory.resolve("privacy.keys"), Optional.empty());

      // Given: an entry of the subject, sealed, its key in the files of store and broker
      final long occurredAt = System.currentTimeMillis();
      try (NexoraApplication application = start(config)) {
        send(clients, serdes, act("act-1", occurredAt));
        send(clients, serdes, violation(occurredAt));
        await("sealed", () -> sealed(clients, serdes).size() > 1, () -> "");
        final AuditRecord record = sealed(clients, serdes).get(0);
        final String entry = new String(record.getEntry().array(), StandardCharsets.ISO_8859_1);
        assertThat(entry).doesNotContain(subject).doesNotContain(marker);
        await(
            "the violation told",
            () -> !read(clients, Topics.COMPLIANCE_VIOLATIONS).isEmpty(),
            () -> "");
        delivered.subscribe(clients, serdes, "acme");
        send(clients, Topics.GRC_EVENTS, EntityKey.bytes("acme", subject), governance(serdes));
        await("delivered", () -> delivered.text().contains("RISK_UPDATED"), delivered::text);
        await("a third entry", () -> sealed(clients, serdes).size() > 2, () -> "");
        final JsonNode read = get(config, "auditor");
        assertThat(read.get("payloadState").asText()).isEqualTo("decrypted");
        assertThat(read.at("/payload/note").asText()).isEqualTo(marker);
        assertThat(read.get("retentionUntil").asText()).isNotEmpty();
        assertThat(
                java.time.Instant.parse(read.get("retentionUntil").asText()).toEpochMilli()
                    - occurredAt)
            .isBetween(2189 * DAY, 2191 * DAY);
        assertThat(get(config, "read").get("payloadState").asText()).isEqualTo("encrypted");
        exports(config, cluster).write(directory.resolve("exports-before"), "acme", "act-1");
      }
      final byte[] wrapped = wrappedKey(clients);
      final String keyId = keys.pseudonyms().of("acme", subject);
      final Map<String, byte[]> needles = new HashMap<>();
      // Without Tink's prefix, which compression may take for a repeat of what stands before it.
      needles.put("wrapped key", Arrays.copyOfRange(wrapped, 5, wrapped.length));
      needles.put("payload", marker.getBytes(StandardCharsets.UTF_8));
      needles.put("id", subject.getBytes(StandardCharsets.UTF_8));
      final Path broker = directory.resolve("cluster");
      final Path state = directory.resolve("state");
      for (final String needle : needles.keySet()) {
        assertThat(Grep.files(broker, Map.of(needle, needles.get(needle))))
            .as("the search sees on the broker: " + needle)
            .isNotEmpty();
      }
      assertThat(Grep.files(state, needles).values())
          .as("the search sees what is in the store")
          .containsOnly("wrapped key");
      assertThat(Grep.files(directory.resolve("exports-before"), needles).keySet())
          .as("only what an auditor was shown says anything of the subject")
          .containsExactly(directory.resolve("exports-before/entry.json"));
      assertThat(Files.readString(directory.resolve("exports-before/events.json")))
          .as("a governance event about the subject, kept for queries")
          .contains(keyId);
      assertThat(delivered.text())
          .as("the same event, delivered")
          .contains(keyId)
          .doesNotContain(subject);

      try (NexoraApplication application = start(config);
          PrivacyOffice office =
              new PrivacyOffice(clients, serdes, keys.pseudonyms(), Clock.systemUTC())) {
        final List<byte[]> leaves = leaves(clients, serdes);
        final byte[] root = root(leaves, leaves.size());

        // And: the key at hand in the heap
        send(clients, serdes, act("act-2", System.currentTimeMillis()));
        await("used again", () -> sealed(clients, serdes).size() > leaves.size(), () -> "");
        final byte[] masked = maskedKey(keys, keyId, wrapped);
        assertThat(heapHolds(directory.resolve("before.hprof"), masked))
            .as("the search sees the key in the heap")
            .isTrue();

        // When: refused under a hold, then done
        office.place("acme", "case-7", subject, "litigation", "officer");
        assertThatThrownBy(() -> office.erase("acme", subject, "officer", LIMIT))
            .isInstanceOf(PrivacyOffice.HeldException.class);
        office.lift("acme", "case-7", "officer");
        final long start = System.nanoTime();
        final Erasure erasure = office.erase("acme", subject, "officer", LIMIT);
        final long answered = (System.nanoTime() - start) / 1_000_000;

        // Then
        assertThat(erasure.complete()).isTrue();
        assertThat(erasure.destroyed()).isEqualTo(1);
        assertThat(erasure.order().pseudonym()).isEqualTo(keyId);
        assertThat(office.erasures("acme")).singleElement().returns(true, Erasure::complete);
        assertThat(get(config, "auditor").get("payloadState").asText()).isEqualTo("erased");
        commandsDoTheSame(cluster, directory.resolve("privacy.keys"));
        expireRawInput(clients);
        final long lingering = System.nanoTime();
        final int[] filler = {0};
        await(
            "gone from all files",
            () -> {
              // Kafka closes a segment only when something is appended to it.
              send(clients, serdes, filler(filler[0]++));
              return Grep.files(broker, needles).isEmpty() && Grep.files(state, needles).isEmpty();
            },
            () -> Grep.files(broker, needles) + " " + Grep.files(state, needles));
        System.out.printf(
            "all tasks answered after %,d ms; nothing left in any file %,d ms later%n",
            answered, (System.nanoTime() - lingering) / 1_000_000);
        assertThat(heapHolds(directory.resolve("after.hprof"), masked)).isFalse();
        exports(config, cluster).write(directory.resolve("exports-after"), "acme", "act-1");
        assertThat(Grep.files(directory.resolve("exports-after"), needles))
            .as("what can be carried out of the product now")
            .isEmpty();
        assertThat(Grep.files(directory.resolve("delivered"), needles)).isEmpty();
        await(
            "acts sealed",
            () -> types(clients, serdes).contains("privacy.subject.erased"),
            () -> types(clients, serdes).toString());
        assertThat(types(clients, serdes))
            .contains(
                "privacy.hold.placed",
                "privacy.erasure.refused",
                "privacy.hold.lifted",
                "privacy.erasure.ordered");
        assertThat(root(leaves(clients, serdes), leaves.size()))
            .as("the root over the old entries")
            .isEqualTo(root);
      }
    }
  }

  private static ProductExports exports(final NexoraConfig config, final DevCluster cluster) {
    return new ProductExports(config, cluster.bootstrapServers(), cluster.registryUrl());
  }

  /** The data key, masked so that the test itself does not keep it in the heap. */
  private static byte[] maskedKey(
      final PrivacyKeys keys, final String pseudonym, final byte[] wrapped) {
    for (int partition = 0; partition < 16; partition++) {
      try {
        final byte[] key = keys.unwrap("acme", pseudonym + "/acts-" + partition + "/1", wrapped);
        final byte[] masked = flipped(key);
        Arrays.fill(key, (byte) 0);
        return masked;
      } catch (final IllegalStateException e) {
        continue; // made by the task of another partition
      }
    }
    throw new AssertionError("no partition made the key");
  }

  private static byte[] flipped(final byte[] bytes) {
    final byte[] flipped = bytes.clone();
    for (int i = 0; i < flipped.length; i++) {
      flipped[i] ^= (byte) 0xFF;
    }
    return flipped;
  }

  /** Whether the masked bytes, unmasked, are in the heap after a collection. */
  private static boolean heapHolds(final Path dump, final byte[] masked) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), true);
    try {
      final byte[] needle = flipped(masked);
      final boolean found = holds(dump, needle);
      Arrays.fill(needle, (byte) 0);
      return found;
    } finally {
      Files.delete(dump);
    }
  }

  private static boolean holds(final Path file, final byte[] needle) throws IOException {
    final byte[] buffer = new byte[1 << 20];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer);
          read >= 0;
          read = in.read(buffer, kept, buffer.length - kept)) {
        final int filled = kept + read;
        for (int at = 0; at + needle.length <= filled; at++) {
          if (buffer[at] == needle[0]
              && Arrays.equals(buffer, at, at + needle.length, needle, 0, needle.length)) {
            return true;
          }
        }
        kept = Math.min(needle.length - 1, filled);
        System.arraycopy(buffer, filled - kept, buffer, 0, kept);
      }
    }
    return false;
  }

  private static void commandsDoTheSame(final DevCluster cluster, final Path keys) {
    final UnaryOperator<String> run =
        line -> {
          final List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
          arguments.addAll(
              List.of(
                  "--bootstrap-server",
                  cluster.bootstrapServers(),
                  "--registry-url",
                  cluster.registryUrl(),
                  "--privacy-keys",
                  keys.toString()));
          final StringWriter out = new StringWriter();
          final int code =
              Nexora.commandLine()
                  .setOut(new PrintWriter(out))
                  .setErr(new PrintWriter(out))
                  .execute(arguments.toArray(new String[0]));
          return code + " " + out;
        };
    assertThat(run.apply("privacy pseudonym acme cust-9")).startsWith("0 sub-");
    assertThat(run.apply("privacy erase acme cust-9")).startsWith("0 ").contains("complete");
    assertThat(run.apply("privacy hold acme case-8 --reason suit")).startsWith("0 ");
    assertThat(run.apply("privacy holds acme --json")).contains("\"hold\":\"case-8\"");
    assertThat(run.apply("privacy erase acme cust-9")).startsWith("4 ").contains("case-8");
    assertThat(run.apply("privacy release acme case-8")).startsWith("0 ");
    assertThat(run.apply("privacy release acme case-8")).startsWith("5 ");
    assertThat(run.apply("privacy status acme")).startsWith("0 ").doesNotContain("cust-9");
  }

  private AuditEvent act(final String id, final long occurredAt) {
    return AuditEvent.newBuilder()
        .setAuditId(id)
        .setTenantId("acme")
        .setEventType("data.change")
        .setCategory("DATA_MODIFICATION")
        .setAction("update")
        .setActor(subject)
        .setResource("customer:" + subject)
        .setDescription("changed the address of " + subject)
        .setPayload("{\"customer_id\":\"" + subject + "\",\"note\":\"" + marker + "\"}")
        .setFrameworks(List.of("GDPR"))
        .setOccurredAt(occurredAt)
        .setMetadata(Map.of("ticket", "T-" + subject))
        .build();
  }

  /** Breaks a rule that is watched in real time; its own id names the subject. */
  private AuditEvent violation(final long occurredAt) {
    final AuditEvent act = act("failed-read-of-" + subject, occurredAt);
    act.setCategory("DATA_ACCESS");
    act.setOutcome("failure");
    return act;
  }

  /** Nobody says that it must be encrypted, and its entity is the person. */
  private byte[] governance(final AvroSerdes serdes) {
    final GrcEvent event =
        GrcEvent.newBuilder()
            .setEventId("g-1")
            .setTenantId("acme")
            .setEventType("RISK_UPDATED")
            .setSource("BACKEND_API")
            .setAction("raise the risk of " + subject)
            .setData("{\"customer_id\":\"" + subject + "\",\"note\":\"told " + subject + "\"}")
            .setEntityId(subject)
            .setEntityType("customer")
            .setTimestamp(System.currentTimeMillis())
            .setMetadata(Map.of("file", subject + ".pdf"))
            .build();
    return serdes.value(GrcEvent.class).serializer().serialize(Topics.GRC_EVENTS, event);
  }

  private static AuditEvent filler(final int number) {
    return AuditEvent.newBuilder()
        .setAuditId("filler-" + number)
        .setTenantId("acme")
        .setEventType("api.call")
        .setCategory("DATA_ACCESS")
        .setAction("read")
        .setActor("service")
        .setOccurredAt(System.currentTimeMillis())
        .build();
  }

  private static NexoraConfig config(final Path directory, final DevCluster cluster)
      throws IOException {
    final Path secret = directory.resolve("jwt.key");
    Tokens.createSecret(secret);
    final Path hmac = directory.resolve("hmac.keys");
    HmacKeys.generate(hmac);
    PrivacyKeys.generate(directory.resolve("privacy.keys"));
    final Path signing = directory.resolve("signing.keys");
    new KeyFile(signing, Optional.empty()).generate(APPLICATION);
    final Map<String, String> settings = new HashMap<>();
    settings.put("application.id", APPLICATION);
    settings.put("instance.id", "one");
    settings.put("topics.profile", "dev");
    settings.put("kafka.bootstrap.servers", cluster.bootstrapServers());
    settings.put("schema.registry.url", cluster.registryUrl());
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("auth.jwt.hs256.secret.file", secret.toString());
    settings.put("audit.hmac.keys.file", hmac.toString());
    settings.put("privacy.keys.file", directory.resolve("privacy.keys").toString());
    settings.put("audit.signing.keys.file", signing.toString());
    settings.put("audit.checkpoint.interval.ms", "500");
    settings.put("privacy.purge.ms", "2000");
    settings.put("destinations.allowed.networks", "127.0.0.0/8");
    settings.put(
        "destinations.secrets.dir",
        Delivered.secrets(directory.resolve("secrets"), "acme").toString());
    settings.put("http.host", "127.0.0.1");
    settings.put("http.port", Integer.toString(FreePorts.one()));
    return NexoraConfig.of(settings);
  }

  /** As Waiting, for conditions that read files. */
  private static void await(
      final String what, final Callable<Boolean> condition, final Callable<Object> seen)
      throws Exception {
    final long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(() -> what + "; seen: " + text(seen)).isLessThan(deadline);
      Thread.sleep(200);
    }
  }

  private static String text(final Callable<Object> seen) {
    try {
      return String.valueOf(seen.call());
    } catch (final Exception e) {
      return e.toString();
    }
  }

  private static NexoraApplication start(final NexoraConfig config) {
    final NexoraApplication application = NexoraServer.assemble(config);
    application.start();
    assertThat(application.awaitReady(LIMIT)).isTrue();
    return application;
  }

  private static JsonNode get(final NexoraConfig config, final String scope) throws Exception {
    final String token =
        Tokens.of(config.auth(), Clock.systemUTC())
            .mint(
                "it", "acme", new java.util.HashSet<>(List.of("read", scope)), Duration.ofHours(1));
    final HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + config.http().port() + "/audit/acme/act-1"))
            .header("Authorization", "Bearer " + token)
            .build();
    final JsonNode[] answer = new JsonNode[1];
    await(
        "the entry can be read",
        () -> {
          final HttpResponse<String> response =
              HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
          answer[0] = new ObjectMapper().readTree(response.body());
          return response.statusCode() == 200;
        },
        () -> String.valueOf(answer[0]));
    return answer[0];
  }

  private static void send(
      final Map<String, Object> clients, final AvroSerdes serdes, final AuditEvent act) {
    send(
        clients,
        Topics.AUDIT_EVENTS,
        act.getTenantId().getBytes(StandardCharsets.UTF_8),
        serdes.value(AuditEvent.class).serializer().serialize(Topics.AUDIT_EVENTS, act));
  }

  private static void send(
      final Map<String, Object> clients, final String topic, final byte[] key, final byte[] value) {
    try (Producer<byte[], byte[]> producer = AdminActs.producer(clients, "test")) {
      producer.send(new ProducerRecord<>(topic, key, value));
    }
  }

  private static void expireRawInput(final Map<String, Object> clients) throws Exception {
    final List<AlterConfigOp> soon =
        List.of(
            new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET),
            new AlterConfigOp(new ConfigEntry("segment.ms", "1000"), AlterConfigOp.OpType.SET));
    try (Admin admin = Admin.create(clients)) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, Topics.AUDIT_EVENTS), soon,
                  new ConfigResource(ConfigResource.Type.TOPIC, Topics.GRC_EVENTS), soon))
          .all()
          .get();
    }
  }

  private byte[] wrappedKey(final Map<String, Object> clients) {
    return read(clients, APPLICATION + "-subject-keys-changelog").stream()
        .filter(value -> value.length > 20)
        .map(value -> KeyRow.decode(value).wrapped())
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  private static List<AuditRecord> sealed(
      final Map<String, Object> clients, final AvroSerdes serdes) {
    return read(clients, Topics.AUDIT_RECORDS).stream()
        .map(
            value ->
                serdes
                    .value(AuditRecord.class)
                    .deserializer()
                    .deserialize(Topics.AUDIT_RECORDS, value))
        .toList();
  }

  private static List<String> types(final Map<String, Object> clients, final AvroSerdes serdes) {
    return read(clients, Topics.AUDIT_INBOX).stream()
        .map(
            value ->
                serdes
                    .value(AuditEvent.class)
                    .deserializer()
                    .deserialize(Topics.AUDIT_INBOX, value)
                    .getEventType())
        .toList();
  }

  /** Leaf hashes of the tenant's log, in order: all its entries lie in one partition. */
  private static List<byte[]> leaves(final Map<String, Object> clients, final AvroSerdes serdes) {
    return sealed(clients, serdes).stream()
        .filter(record -> "acme".equals(record.getTenantId()))
        .map(record -> record.getLeafHash().array().clone())
        .toList();
  }

  private static byte[] root(final List<byte[]> leaves, final int size) {
    CompactRange range = CompactRange.empty();
    for (final byte[] leaf : leaves.subList(0, size)) {
      range = range.append(leaf);
    }
    return range.root();
  }

  private static List<byte[]> read(final Map<String, Object> clients, final String topic) {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.put("isolation.level", "read_committed");
    final List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      final List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
