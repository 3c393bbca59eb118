package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.events.AuditEvent;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.Witness;
import com.nexora.streams.audit.checkpoint.WitnessServer;
import com.nexora.streams.audit.checkpoint.WitnessState;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.processkit.Http;
import com.nexora.streams.processkit.Waiting;
import com.nexora.streams.query.NexoraServer;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.FreePorts;
import com.nexora.streams.testkit.GoTool;
import com.nexora.streams.testkit.RunningCluster;
import com.nexora.streams.testkit.TamperingProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One guarantee: a running product's log, its checkpoints and its evidence are proven by code that
 * we did not write, Go's {@code golang.org/x/mod/sumdb}, and what was tampered with is refused by
 * it. Left out where Go and that library are not installed.
 */
@Timeout(180)
final class ForeignVerifierIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String ORIGIN = "foreign.example";
  private static final String TENANT = "acme";
  private static final int FIRST_ACTS = 300;
  private static final int ACTS = 700;
  private static final int MOST_PARTITIONS = 32;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = CheckpointKeys.generate(ORIGIN);
  private static final CheckpointKeys KEYS = CheckpointKeys.parse(SECRET, ORIGIN);
  private static final SignerKey WITNESS =
      SignerKey.generate("witness.example/w", SignatureType.COSIGNATURE_V1);

  private static GoTool tool;
  private static WitnessServer witness;
  private static NexoraApplication application;
  private static String token;
  private static Http http;
  private static TamperingProxy proxy;
  private static String logId;
  private static Path checkpoint;
  private static GoTool.Run grown;

  @BeforeAll
  static void seal() throws Exception {
    assumeTrue(GoTool.missing().isEmpty(), () -> GoTool.missing().orElseThrow());
    tool = GoTool.build("tlog-check");
    witness = witness();
    final NexoraConfig config = config();
    application = NexoraServer.assemble(config);
    application.start();
    assertThat(application.awaitReady(LIMIT)).isTrue();
    token =
        Tokens.of(config.auth(), Clock.systemUTC())
            .mint("it", "*", Set.of("read", "auditor"), Duration.ofHours(1));
    final String url = "http://127.0.0.1:" + config.http().port();
    http = new Http(url, token);
    proxy = new TamperingProxy(url);
    send(0, FIRST_ACTS);
    logId = logOf("act-0");
    awaitCosigned(FIRST_ACTS);
    checkpoint = CLUSTER.dataDir().resolve("checkpoint");
    final GoTool.Run first = check("-save", checkpoint.toString());
    assertThat(first.code()).as(first.output()).isZero();
    send(FIRST_ACTS, ACTS);
    awaitCosigned(ACTS);
    grown = check("-grown-from", checkpoint.toString());
  }

  @AfterAll
  static void stop() {
    for (final AutoCloseable each : Arrays.asList(proxy, application, witness)) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (final Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void shouldBeBelievedAsALogThatGrewOutOfItsOlderCheckpoint() {
    // Then
    assertThat(grown.code()).as(grown.output()).isZero();
    assertThat(grown.output())
        .contains(ORIGIN + "/" + logId + ", ")
        .contains("witness.example/w")
        .contains("grown from ");
    assertThat(size(grown.output())).isGreaterThanOrEqualTo(ACTS);
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("a changed hash", "/tile/0/000", flip(1_000), "tile/8/0/000: hash 31 is not"),
        lie("the last hash changed", "/tile/0/002.p/[0-9]+", flip(-1), "0/002.p/([0-9]+): hash "),
        lie("a changed inner hash", "/tile/1/000.p/[0-9]+", flip(40), "1/000.p/2: hash 1 is not"),
        lie("a changed entry", "/tile/entries/001", flip(300), "entry 256 is not the one"),
        lie("the last entry changed", "/tile/entries/002.p/[0-9]+", flip(-2), "is not the one"),
        lie("two entries swapped", "/tile/entries/000", swapFirst(), "entry 0 is not the one"),
        lie("an entry left out", "/tile/entries/000", dropFirst(), "has 255 entries, must be 256"),
        lie("half a tile", "/tile/0/001", half(), "has 4096 bytes, must be 8192"),
        lie("another root", "/checkpoint", note -> text(note, 2, flippedRoot(note)), "signature"),
        lie("another size", "/checkpoint", note -> text(note, 1, "7"), "signature"),
        lie("another log", "/checkpoint", note -> text(note, 0, "x.example/1"), "signature"),
        lie("a stranger's key", "/checkpoint", strangers(), "no verifiable signatures|no key of"),
        lie("no witness", "/checkpoint", unwitnessed(), "witness .* did not cosign"),
        lie("a fork, truly signed", "/checkpoint", forked(), "the entries have the root"));
  }

  private static Arguments lie(
      final String what, final String path, final UnaryOperator<byte[]> how, final String reason) {
    return Arguments.of(what, path, how, reason);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void shouldBeRefusedWhen(
      final String what, final String path, final UnaryOperator<byte[]> how, final String reason)
      throws Exception {
    // Given
    proxy.tamper(path, how);

    // When
    final GoTool.Run run = tool(forkable(what), "log", "-url", proxy.url() + "/audit/log/" + logId);

    // Then
    assertThat(proxy.changed()).as("the tool asked for it").isPositive();
    assertThat(run.output()).startsWith("REFUSED: ").containsPattern(reason);
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void shouldBeRefusedWhenItDidNotGrowOutOfTheOlderCheckpoint() throws Exception {
    // Given
    final Checkpoint old = SignedCheckpoint.parse(Files.readAllBytes(checkpoint)).checkpoint();
    final Path other = CLUSTER.dataDir().resolve("other-past");
    final byte[] root = old.root();
    root[0] ^= 1;
    Files.write(other, cosigned(new Checkpoint(old.origin(), old.size(), root)).bytes());

    // When
    final GoTool.Run run = check("-grown-from", other.toString());

    // Then
    assertThat(run.output()).startsWith("REFUSED: it did not grow out of the checkpoint of ");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void shouldHaveItsEvidenceBelieved() throws Exception {
    for (final String id : List.of("act-0", "act-255", "act-256", "act-511", "act-699")) {
      // Given
      final ObjectNode evidence = evidence(id);

      // When
      final GoTool.Run run = check(evidence);

      // Then
      assertThat(run.code()).as(run.output()).isZero();
      assertThat(run.output()).contains("entry " + evidence.get("leafIndex").asLong() + " of ");
      assertThat(evidence.get("proof").asText().length()).isLessThan(1_536);
    }
  }

  @Test
  void shouldHaveItsEvidenceRefusedOnceSomebodyChangedIt() throws Exception {
    // Given
    final ObjectNode intact = evidence("act-300");
    final String proof = intact.get("proof").asText();
    final String index = "index " + intact.get("leafIndex").asText() + "\n";
    final ObjectNode other = evidence("act-301");
    final Map<String, ObjectNode> changed = new HashMap<>();
    changed.put("another entry", intact.deepCopy().set("entry", other.get("entry")));
    changed.put("another index", intact.deepCopy().put("proof", proof.replace(index, "index 7\n")));
    changed.put("a hash less", intact.deepCopy().put("proof", withoutLine(proof, 2)));
    changed.put("a hash twice", intact.deepCopy().put("proof", lineTwice(proof, 2)));
    changed.put("another schema", intact.deepCopy().put("schema", "{}"));
    changed.put(
        "another checkpoint",
        intact.deepCopy().put("proof", proof.replace("\n" + ORIGIN, "\nx" + ORIGIN)));
    final Map<String, Integer> codes = new HashMap<>();

    // When
    for (final Map.Entry<String, ObjectNode> each : changed.entrySet()) {
      codes.put(each.getKey(), check(each.getValue()).code());
    }

    // Then
    assertThat(codes).hasSize(6).values().containsOnly(1);
  }

  private static ObjectNode evidence(final String id) {
    final String path = "/audit/" + TENANT + "/" + id + "/proof";
    return (ObjectNode) awaitJson(path);
  }

  private static GoTool.Run check(final JsonNode evidence) throws Exception {
    final Path file = CLUSTER.dataDir().resolve("evidence.json");
    JSON.writeValue(file.toFile(), evidence);
    return tool(false, "evidence", file.toString());
  }

  private static GoTool.Run check(final String... more) throws Exception {
    final List<String> arguments = new ArrayList<>(List.of("log", "-url"));
    arguments.add(proxy.url() + "/audit/log/" + logId);
    arguments.addAll(List.of(more));
    proxy.tamper("(?!)", body -> body);
    return tool(true, arguments.toArray(String[]::new));
  }

  /** Runs the tool with the keys that an auditor has; options must stand before a file. */
  private static GoTool.Run tool(final boolean witnessed, final String... arguments)
      throws Exception {
    final List<String> all = new ArrayList<>(List.of(arguments[0]));
    all.addAll(List.of("-vkey", KEYS.verifiers(logId).get(0).toString()));
    if (witnessed) {
      all.addAll(List.of("-witness", WITNESS.verifier().toString()));
    }
    all.addAll(List.of(arguments).subList(1, arguments.length));
    return tool.run(Map.of("TLOG_TOKEN", token), all);
  }

  /** Whether a case also asks for the witness: one that signs by itself cannot have its line. */
  private static boolean forkable(final String what) {
    return !what.startsWith("a fork");
  }

  // --- lies ---

  private static UnaryOperator<byte[]> flip(final int at) {
    return body -> {
      body[at < 0 ? body.length + at : at] ^= 1;
      return body;
    };
  }

  private static UnaryOperator<byte[]> half() {
    return body -> Arrays.copyOf(body, body.length / 2);
  }

  private static UnaryOperator<byte[]> dropFirst() {
    return body -> Arrays.copyOfRange(body, entryLength(body, 0), body.length);
  }

  private static UnaryOperator<byte[]> swapFirst() {
    return body -> {
      final int first = entryLength(body, 0);
      final int second = entryLength(body, first);
      final byte[] swapped = body.clone();
      System.arraycopy(body, first, swapped, 0, second);
      System.arraycopy(body, 0, swapped, second, first);
      return swapped;
    };
  }

  private static int entryLength(final byte[] bundle, final int at) {
    return 2 + ((bundle[at] & 0xff) << 8 | bundle[at + 1] & 0xff);
  }

  /** A note with another line in its text, under the signatures of the true one. */
  private static byte[] text(final byte[] note, final int line, final String with) {
    final String[] lines = new String(note, StandardCharsets.UTF_8).split("\n", -1);
    lines[line] = with;
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  private static String flippedRoot(final byte[] note) {
    return base64(otherRoot(SignedCheckpoint.parse(note).checkpoint()));
  }

  private static byte[] otherRoot(final Checkpoint checkpoint) {
    final byte[] root = checkpoint.root().clone();
    root[31] ^= 1;
    return root;
  }

  private static UnaryOperator<byte[]> strangers() {
    return note -> {
      final Checkpoint checkpoint = SignedCheckpoint.parse(note).checkpoint();
      return SignedCheckpoint.sign(
              checkpoint, SignerKey.generate(checkpoint.origin(), SignatureType.ED25519))
          .bytes();
    };
  }

  private static UnaryOperator<byte[]> unwitnessed() {
    return note ->
        SignedCheckpoint.sign(SignedCheckpoint.parse(note).checkpoint(), logKey()).bytes();
  }

  /** What an operator would show to somebody whom he wants to deceive. */
  private static UnaryOperator<byte[]> forked() {
    return note -> {
      final Checkpoint checkpoint = SignedCheckpoint.parse(note).checkpoint();
      return SignedCheckpoint.sign(
              new Checkpoint(checkpoint.origin(), checkpoint.size(), otherRoot(checkpoint)),
              logKey())
          .bytes();
    };
  }

  private static SignedCheckpoint cosigned(final Checkpoint checkpoint) {
    return SignedCheckpoint.sign(checkpoint, logKey())
        .with(WITNESS.cosign(checkpoint.text(), 1_767_600_000L));
  }

  private static SignerKey logKey() {
    return SignerKey.parse(SECRET).named(ORIGIN + "/" + logId);
  }

  private static String withoutLine(final String text, final int line) {
    final List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    lines.remove(line);
    return String.join("\n", lines);
  }

  private static String lineTwice(final String text, final int line) {
    final List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    lines.add(line, lines.get(line));
    return String.join("\n", lines);
  }

  private static String base64(final byte[] bytes) {
    return java.util.Base64.getEncoder().encodeToString(bytes);
  }

  // --- the product ---

  private static long size(final String output) {
    final var matcher = Pattern.compile(", ([0-9]+) entries in ").matcher(output);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private static String logOf(final String auditId) {
    return awaitJson("/audit/" + TENANT + "/" + auditId + "/proof")
        .get("origin")
        .asText()
        .substring(ORIGIN.length() + 1);
  }

  private static JsonNode awaitJson(final String path) {
    Waiting.until(
        path, LIMIT, () -> http.answer(path).statusCode() == 200, () -> http.answer(path).body());
    return http.get(path);
  }

  /** A checkpoint that covers so many entries and bears the witness's line. */
  private static void awaitCosigned(final int entries) {
    final String path = "/audit/log/" + logId + "/checkpoint";
    Waiting.until(
        "a cosigned checkpoint",
        LIMIT,
        () -> {
          final var answer = http.answer(path);
          return answer.statusCode() == 200
              && Long.parseLong(answer.body().split("\n")[1]) >= entries
              && answer.body().contains("— " + WITNESS.verifier().name() + " ");
        },
        () -> http.answer(path).body());
  }

  private static void send(final int from, final int to) {
    final Map<String, Object> clients = Map.of("bootstrap.servers", CLUSTER.bootstrapServers());
    final Map<String, String> registry = Map.of("schema.registry.url", CLUSTER.registryUrl());
    try (HttpSchemaRegistry schemas = new HttpSchemaRegistry(registry);
        Producer<byte[], byte[]> producer = AdminActs.producer(clients, "foreign-it")) {
      final var values = new AvroSerdes(schemas, registry).value(AuditEvent.class).serializer();
      for (int i = from; i < to; i++) {
        producer.send(
            new ProducerRecord<>(
                Topics.AUDIT_EVENTS,
                TENANT.getBytes(StandardCharsets.UTF_8),
                values.serialize(Topics.AUDIT_EVENTS, act(i))));
      }
      producer.flush();
    }
  }

  private static AuditEvent act(final int number) {
    return AuditEvent.newBuilder()
        .setAuditId("act-" + number)
        .setTenantId(TENANT)
        .setEventType("data.access")
        .setCategory("DATA_ACCESS")
        .setAction("read")
        .setActor("svc-" + number % 7)
        .setResource("table:customers")
        .setPayload("{\"customer_id\":\"cust-%d\",\"rows\":%d}".formatted(number % 50, number))
        .setFrameworks(List.of("GDPR"))
        .setOccurredAt(System.currentTimeMillis())
        .build();
  }

  private static WitnessServer witness() {
    final List<VerifierKey> logs = new ArrayList<>();
    for (int partition = 0; partition < MOST_PARTITIONS; partition++) {
      logs.addAll(KEYS.verifiers("default/" + partition));
    }
    return new WitnessServer(
        new Witness(
            WITNESS,
            logs,
            new WitnessState(CLUSTER.dataDir().resolve("witness")),
            Clock.systemUTC()),
        "127.0.0.1",
        0);
  }

  private static NexoraConfig config() throws IOException {
    final Path directory = CLUSTER.dataDir();
    final Path secret = directory.resolve("jwt.key");
    Tokens.createSecret(secret);
    final Path hmac = directory.resolve("hmac.keys");
    HmacKeys.generate(hmac);
    final Path privacy = directory.resolve("privacy.keys");
    PrivacyKeys.generate(privacy);
    final Path signing = directory.resolve("signing.keys");
    Files.writeString(signing, SECRET + "\n");
    Files.setPosixFilePermissions(signing, PosixFilePermissions.fromString("rw-------"));
    final Path policy = directory.resolve("policy");
    Files.writeString(
        policy,
        "witness w %s http://127.0.0.1:%d/\nquorum w\n"
            .formatted(WITNESS.verifier(), witness.port()));
    final Map<String, String> settings = new HashMap<>();
    settings.put("application.id", "foreign-it");
    settings.put("topics.profile", "dev");
    settings.put("kafka.bootstrap.servers", CLUSTER.bootstrapServers());
    settings.put("schema.registry.url", CLUSTER.registryUrl());
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("auth.jwt.hs256.secret.file", secret.toString());
    settings.put("audit.hmac.keys.file", hmac.toString());
    settings.put("privacy.keys.file", privacy.toString());
    settings.put("audit.origin", ORIGIN);
    settings.put("audit.signing.keys.file", signing.toString());
    settings.put("audit.witness.policy.file", policy.toString());
    settings.put("audit.checkpoint.entries", "100");
    settings.put("audit.checkpoint.interval.ms", "2000");
    settings.put("http.host", "127.0.0.1");
    settings.put("http.port", Integer.toString(FreePorts.one()));
    return NexoraConfig.of(settings);
  }
}
