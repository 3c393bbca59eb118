package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.audit.checkpoint.KeyFile;
import com.nexora.streams.cli.Nexora;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.runtime.NexoraConfig;
import java.io.IOException;
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
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that can be carried out of a running product about one entry and its tenant, as files:
 * reports in every form, the trail, the entry as an auditor sees it, governance events, its
 * evidence, the log as files, and what the commands print.
 */
final class ProductExports {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final NexoraConfig config;
  private final List<String> cluster;
  private final String token;

  /**
   * @param bootstrapServers of the broker, for the commands
   */
  ProductExports(
      final NexoraConfig config, final String bootstrapServers, final String registryUrl) {
    this.config = config;
    this.cluster = List.of("--bootstrap-server", bootstrapServers, "--registry-url", registryUrl);
    this.token =
        Tokens.of(config.auth(), Clock.systemUTC())
            .mint("it", Tokens.ALL_TENANTS, Set.of("read", "auditor"), Duration.ofHours(1));
  }

  /**
   * Writes them. The name of the one that shows the payload to an auditor is {@code entry.json}.
   */
  void write(final Path directory, final String tenant, final String auditId)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    final String entry = "/audit/" + tenant + "/" + auditId;
    for (final String form : List.of("json", "csv", "html")) {
      final String report = "/compliance/" + tenant + "/report?format=" + form;
      Files.write(directory.resolve("report." + form), get(report));
      Files.write(directory.resolve("report-gdpr." + form), get(report + "&framework=GDPR"));
    }
    Files.write(directory.resolve("violations.json"), get("/compliance/" + tenant + "/violations"));
    Files.write(directory.resolve("trail.json"), get("/audit/" + tenant + "?limit=100"));
    Files.write(directory.resolve("entry.json"), get(entry));
    Files.write(directory.resolve("events.json"), get("/events/" + tenant));
    final Path evidence = directory.resolve("evidence.json");
    Files.write(evidence, get(entry + "/proof"));
    final var document = new ObjectMapper().readTree(evidence.toFile());
    Files.write(
        directory.resolve("evidence.entry"),
        Base64.getDecoder().decode(document.get("entry").asText()));
    final String origin = document.get("origin").asText();
    log(directory, "/audit/log/" + origin.substring(config.auditOrigin().length() + 1));
    commands(directory, tenant, auditId, evidence);
  }

  private void log(final Path directory, final String prefix)
      throws IOException, InterruptedException {
    final byte[] checkpoint = get(prefix + "/checkpoint");
    Files.write(directory.resolve("log.checkpoint"), checkpoint);
    final int size =
        Integer.parseInt(new String(checkpoint, StandardCharsets.UTF_8).split("\n")[1]);
    assertThat(size).isBetween(1, 255);
    Files.write(directory.resolve("log.entries"), get(prefix + "/tile/entries/000.p/" + size));
  }

  private void commands(
      final Path directory, final String tenant, final String auditId, final Path evidence)
      throws IOException {
    final String key =
        new KeyFile(config.auditSigningKeysFile().orElseThrow(), Optional.empty())
            .load(config.auditOrigin())
            .signing()
            .toString();
    Files.writeString(
        directory.resolve("verified.txt"),
        run("audit", "verify", evidence.toString(), "--key", key));
    Files.writeString(
        directory.resolve("proven.json"),
        run(cluster, "audit", "prove", auditId, "--tenant", tenant));
    Files.writeString(directory.resolve("verdict.json"), run(cluster, "audit", "verify", "--json"));
  }

  private static String run(final String... arguments) {
    return run(List.of(), arguments);
  }

  private static String run(final List<String> more, final String... arguments) {
    final List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(more);
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final int code =
        Nexora.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertThat(code).as("%s: %s%s", all, out, err).isZero();
    return out.toString();
  }

  private byte[] get(final String path) throws IOException, InterruptedException {
    final HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + config.http().port() + path))
            .header("Authorization", "Bearer " + token)
            .build();
    final long deadline = System.nanoTime() + LIMIT.toNanos();
    HttpResponse<byte[]> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    // Not yet signed, not yet restored.
    while (answer.statusCode() != 200 && System.nanoTime() < deadline) {
      Thread.sleep(200);
      answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
    assertThat(answer.statusCode())
        .as("%s: %s", path, new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return answer.body();
  }
}
