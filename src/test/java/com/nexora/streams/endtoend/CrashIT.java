package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.oracle.AgentOracle;
import com.nexora.oracle.AuditOracle;
import com.nexora.oracle.FindingOracle;
import com.nexora.oracle.Input;
import com.nexora.oracle.Wire;
import com.nexora.oracle.Workload;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.processkit.ApplicationProcess;
import com.nexora.streams.processkit.Comparison;
import com.nexora.streams.processkit.Http;
import com.nexora.streams.processkit.KillHarness;
import com.nexora.streams.processkit.Load;
import com.nexora.streams.testkit.FreePorts;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: whatever kill -9 does to the application under load, the final counts, findings,
 * minutes and audit acts are those of the input, each once, and no chain forks or gaps.
 *
 * <p>{@code -Dnexora.crash.kills} and {@code -Dnexora.crash.records} make a longer run of it,
 * {@code -Dnexora.crash.seed} another one.
 */
final class CrashIT {

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();
  private static final int RECORDS = Integer.getInteger("nexora.crash.records", 100_000);
  private static final int KILLS = Integer.getInteger("nexora.crash.kills", 3);
  private static final long SEED = Long.getLong("nexora.crash.seed", 42);
  private static final int RATE = 4_000;
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Set<String> INPUT_TOPICS =
      Set.of("nhi.events", "threat.events", "agent.events", "task.events", "performance.events");

  @Test
  void shouldEndWithTheOraclesResultsAfterKillsUnderLoad(@TempDir final Path directory)
      throws Exception {
    // Given
    final List<Input> inputs =
        Workload.generate(SEED, RECORDS, System.currentTimeMillis() - 60 * 60_000L);
    final List<Input> distinct = new ArrayList<>(new LinkedHashSet<>(inputs));
    try (DevCluster cluster =
            DevCluster.start(directory.resolve("cluster"), DevPorts.free(), Map.of());
        Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      final Wire wire = new Wire(cluster.registryUrl(), BASE.resolve("src/main/avro"));
      final Map<String, String> settings = settings(directory, cluster);
      final KillHarness harness =
          new KillHarness(admin, settings.get("application.id"), INPUT_TOPICS, inputs.size());
      try (ApplicationProcess application =
          ApplicationProcess.start(directory.resolve("app"), settings)) {
        application.awaitReady(LIMIT);

        // When
        final CompletableFuture<Void> load =
            CompletableFuture.runAsync(
                () -> Load.send(cluster.bootstrapServers(), wire, inputs, RATE));
        final List<KillHarness.Kill> kills =
            harness.run(application, KillHarness.shares(KILLS, SEED), LIMIT);
        load.get(5, TimeUnit.MINUTES);
        harness.awaitAll(application, LIMIT);

        // Then
        assertThat(kills).hasSize(KILLS);
        final Comparison comparison =
            new Comparison(
                new Http(application.url(), token(settings)), cluster.bootstrapServers(), wire);
        final Map<String, FindingOracle.Finding> findings = FindingOracle.findings(distinct);
        final Map<String, String> acts = AuditOracle.acts(distinct, findings);
        assertThat(comparison.findings(findings)).as("findings").isEmpty();
        assertThat(comparison.trail(acts, LIMIT)).as("audit trail").isEmpty();
        assertThat(comparison.states(AgentOracle.states(distinct))).as("states").isEmpty();
        assertThat(comparison.minutes(AgentOracle.minutes(distinct))).as("minutes").isEmpty();
        assertThat(comparison.windows(AgentOracle.minutes(distinct))).as("windows").isEmpty();
        assertThat(comparison.poison(distinct)).as("dead letters").isEmpty();
        assertThat(verify(cluster, settings)).as("audit verify").isZero();
      }
    }
  }

  private static Map<String, String> settings(final Path directory, final DevCluster cluster)
      throws Exception {
    final Path secret = directory.resolve("jwt.key");
    Files.writeString(secret, "0123456789abcdef0123456789abcdef0123456789abcdef");
    Files.setPosixFilePermissions(
        secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    final Path hmac = directory.resolve("hmac.keys");
    HmacKeys.generate(hmac);
    final Path privacy = directory.resolve("privacy.keys");
    PrivacyKeys.generate(privacy);
    final Map<String, String> settings = new HashMap<>();
    settings.put("application.id", "crash-it");
    settings.put("instance.id", "one");
    settings.put("topics.profile", "dev");
    settings.put("kafka.bootstrap.servers", cluster.bootstrapServers());
    settings.put("schema.registry.url", cluster.registryUrl());
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("auth.jwt.hs256.secret.file", secret.toString());
    // Roll-ups form behind the load while stragglers, up to eight minutes late, still change them.
    settings.put("tick.interval.ms", "200");
    settings.put("analytics.rollup.after.ms", "200");
    settings.put("audit.hmac.keys.file", hmac.toString());
    settings.put("privacy.keys.file", privacy.toString());
    settings.put("http.port", Integer.toString(FreePorts.one()));
    return settings;
  }

  private static String token(final Map<String, String> settings) throws Exception {
    final SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .subject("crash-it")
                .claim("tenant", "*")
                .claim("scope", "read")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                .build());
    token.sign(
        new MACSigner(Files.readAllBytes(Path.of(settings.get("auth.jwt.hs256.secret.file")))));
    return token.serialize();
  }

  private static int verify(final DevCluster cluster, final Map<String, String> settings)
      throws Exception {
    return new ProcessBuilder(
            BASE.resolve("nexora").toString(),
            "audit",
            "verify",
            "--bootstrap-server",
            cluster.bootstrapServers(),
            "--registry-url",
            cluster.registryUrl(),
            "--hmac-keys",
            settings.get("audit.hmac.keys.file"))
        .redirectErrorStream(true)
        .redirectOutput(Path.of(settings.get("state.dir")).resolveSibling("verify.log").toFile())
        .start()
        .waitFor();
  }
}
