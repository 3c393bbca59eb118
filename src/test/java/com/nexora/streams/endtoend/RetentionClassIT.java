package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AuditEvent;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.checkpoint.KeyFile;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.cli.Nexora;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.query.NexoraServer;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.SigningKeys;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.FreePorts;
import com.nexora.streams.testkit.RunningCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The running product with a retention class beside the default, as an auditor sees it. */
@Timeout(180)
final class RetentionClassIT {

  @RegisterExtension
  static final RunningCluster CLUSTER =
      RunningCluster.fresh()
          .guarded(
              "retention-class-it",
              RunningCluster.grant(
                  ResourceType.TOPIC, "audit.records", PatternType.PREFIXED, AclOperation.DELETE));

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @Test
  void shouldSignServeProveAndVerifyEveryClassThroughRestartsAndExpiry() throws Exception {
    // Given
    final NexoraConfig config = config();
    final CheckpointKeys keys = SigningKeys.find(config).orElseThrow();

    // When
    final SignedCheckpoint first;
    try (NexoraApplication application = start(config)) {
      send("brief-1", "SOC2");
      send("brief-2", "SOC2");
      send("lasting", "SOX");
      first = checkpoint(config, "brief-2");
      checkpoint(config, "lasting");
    }
    final SignedCheckpoint second;
    final HttpResponse<String> proof;
    try (NexoraApplication application = start(config)) {
      send("brief-3", "SOC2");
      second = checkpoint(config, "brief-3");
      proof = get(config, "/audit/acme/brief-1/proof", "acme", "read");
    }
    final Path served = Files.writeString(directory.resolve("served.json"), proof.body());
    final Path made = directory.resolve("made.json");
    final String key = keys.signing().toString();

    // Then
    final String log = logOf(first);
    assertThat(log).startsWith("short/");
    assertThat(second.checkpoint().origin()).isEqualTo(first.checkpoint().origin());
    assertThat(first.checkpoint().size()).isEqualTo(2);
    assertThat(second.checkpoint().size()).isEqualTo(3);
    assertThat(second.verify(keys.own(log))).hasSize(2);
    assertThat(proof.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(proof.body()).at("/trust/keys/0").asText()).isEqualTo(key);
    assertThat(run("audit", "verify", served.toString(), "--key", key)).startsWith("0 ");
    assertThat(run(onCluster("audit", "prove", "ext:brief-3", "--tenant", "acme", "--out", made)))
        .startsWith("0 ");
    assertThat(run("audit", "verify", made.toString(), "--key", key)).startsWith("0 ");
    final String verdict = run(onCluster("audit", "verify", "--key", key, "--json"));
    assertThat(verdict).startsWith("0 ").contains("\"" + log + "\"", "\"default/");
    goesOnAfterAllEntriesExpired(config, log, onCluster("audit", "verify", "--key", key));
  }

  private static void goesOnAfterAllEntriesExpired(
      final NexoraConfig config, final String log, final String[] verify) throws Exception {
    // Given
    expire(log);

    // When
    final String cut = run(verify);
    final String tooYoung = run(with(verify, "--retention", "short=366d"));
    final String expired = run(with(verify, "--retention", "short=0s"));
    final SignedCheckpoint next;
    try (NexoraApplication application = start(config)) {
      send("brief-4", "SOC2");
      next = checkpoint(config, "brief-4");
    }
    final String after = run(with(verify, "--retention", "short=0s"));

    // Then
    assertThat(cut).startsWith("20 ").contains(log);
    assertThat(tooYoung).startsWith("20 ").contains(log);
    assertThat(expired).startsWith("0 ");
    assertThat(logOf(next)).isEqualTo(log);
    assertThat(next.checkpoint().size()).isEqualTo(4);
    assertThat(after).startsWith("0 ");
  }

  /** Deletes all that stands in the log's partition, as Kafka does when it is too old. */
  private static void expire(final String log) throws Exception {
    final TopicPartition records =
        new TopicPartition(
            "audit.records.short", Integer.parseInt(log.substring(log.indexOf('/') + 1)));
    try (Admin admin = CLUSTER.admin()) {
      admin.deleteRecords(Map.of(records, RecordsToDelete.beforeOffset(-1))).all().get();
    }
  }

  private static String logOf(final SignedCheckpoint signed) {
    return signed.checkpoint().origin().replace("trail.example/", "");
  }

  private static String[] with(final String[] words, final String... more) {
    final List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  /** The head of an entry's log, once it covers the entry. */
  private static SignedCheckpoint checkpoint(final NexoraConfig config, final String id)
      throws Exception {
    final long deadline = System.nanoTime() + LIMIT.toNanos();
    String seen = "";
    while (System.nanoTime() < deadline) {
      final HttpResponse<String> entry = get(config, "/audit/acme/" + id, "acme", "read");
      seen = entry.body();
      if (entry.statusCode() == 200) {
        final JsonNode seal = JSON.readTree(entry.body()).get("seal");
        final HttpResponse<String> head =
            get(
                config,
                "/audit/log/" + seal.get("logId").asText() + "/checkpoint",
                Tokens.ALL_TENANTS,
                "auditor");
        seen += head.body();
        if (head.statusCode() == 200) {
          final SignedCheckpoint signed =
              SignedCheckpoint.parse(head.body().getBytes(StandardCharsets.UTF_8));
          if (signed.checkpoint().size() > seal.get("leafIndex").asLong()) {
            return signed;
          }
        }
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no checkpoint covers " + id + "; seen: " + seen);
  }

  private static HttpResponse<String> get(
      final NexoraConfig config, final String path, final String tenant, final String scope)
      throws Exception {
    final String token =
        Tokens.of(config.auth(), Clock.systemUTC())
            .mint("it", tenant, Set.of(scope), Duration.ofHours(1));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + config.http().port() + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void send(final String id, final String framework) throws Exception {
    final AuditEvent act =
        AuditEvent.newBuilder()
            .setAuditId(id)
            .setTenantId("acme")
            .setEventType("api.call")
            .setCategory("SYSTEM")
            .setAction("read")
            .setActor("service")
            .setResource("table:orders")
            .setFrameworks(List.of(framework))
            .setOccurredAt(System.currentTimeMillis())
            .build();
    try (HttpSchemaRegistry registry =
            new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
        Producer<byte[], byte[]> producer =
            AdminActs.producer(
                Map.of("bootstrap.servers", CLUSTER.bootstrapServers()), "retention-class-it")) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.AUDIT_EVENTS,
                  "acme".getBytes(StandardCharsets.UTF_8),
                  new AvroSerdes(registry, Map.of())
                      .value(AuditEvent.class)
                      .serializer()
                      .serialize(Topics.AUDIT_EVENTS, act)))
          .get();
    }
  }

  private static String[] onCluster(final Object... words) {
    final List<String> all = new ArrayList<>();
    for (final Object word : words) {
      all.add(word.toString());
    }
    all.addAll(
        List.of(
            "--bootstrap-server",
            CLUSTER.bootstrapServers(),
            "--registry-url",
            CLUSTER.registryUrl()));
    return all.toArray(new String[0]);
  }

  private static String run(final String... words) {
    final StringWriter out = new StringWriter();
    final int exit =
        Nexora.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(words);
    return exit + " " + out;
  }

  private static NexoraApplication start(final NexoraConfig config) {
    final NexoraApplication application = NexoraServer.assemble(config);
    application.start();
    assertThat(application.awaitReady(LIMIT)).isTrue();
    return application;
  }

  private NexoraConfig config() throws Exception {
    final Path secret = directory.resolve("jwt.key");
    Tokens.createSecret(secret);
    final Path hmac = directory.resolve("hmac.keys");
    HmacKeys.generate(hmac);
    PrivacyKeys.generate(directory.resolve("privacy.keys"));
    final Path signing = directory.resolve("signing.keys");
    new KeyFile(signing, Optional.empty()).generate("trail.example");
    return NexoraConfig.of(
        Map.ofEntries(
            Map.entry("application.id", "retention-class-it"),
            Map.entry("instance.id", "one"),
            Map.entry("topics.profile", "dev"),
            Map.entry("kafka.bootstrap.servers", CLUSTER.bootstrapServers()),
            Map.entry("schema.registry.url", CLUSTER.registryUrl()),
            Map.entry("state.dir", directory.resolve("state").toString()),
            Map.entry("auth.jwt.hs256.secret.file", secret.toString()),
            Map.entry("audit.hmac.keys.file", hmac.toString()),
            Map.entry("audit.origin", "trail.example"),
            Map.entry("audit.signing.keys.file", signing.toString()),
            Map.entry("audit.checkpoint.interval.ms", "500"),
            Map.entry("audit.retention.classes", "short"),
            Map.entry("privacy.keys.file", directory.resolve("privacy.keys").toString()),
            Map.entry("http.host", "127.0.0.1"),
            Map.entry("http.port", Integer.toString(FreePorts.one()))));
  }
}
