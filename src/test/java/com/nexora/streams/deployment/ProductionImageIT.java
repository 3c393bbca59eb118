package com.nexora.streams.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.processkit.Http;
import com.nexora.streams.processkit.Waiting;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.testkit.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: what the Dockerfile puts into the image runs, shows its metrics, and holds no
 * development room.
 *
 * <p>There may be no container engine where this runs. So the image's file system is laid out from
 * the Dockerfile's own {@code COPY} lines, and started by its entry point with its options.
 */
final class ProductionImageIT {

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();
  private static final Pattern COPY = Pattern.compile("(?m)^COPY (--from=build )?(.+)$");
  private static final Pattern JAVA_OPTS = Pattern.compile("NEXORA_JAVA_OPTS=\"([^\"]+)\"");
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Test
  void shouldRunFromTheFilesOfTheImageAndShowItsMetrics(@TempDir final Path directory)
      throws Exception {
    // Given
    final Path image = directory.resolve("image");
    layOut(image);
    final int http = FreePorts.one();
    final int metrics = FreePorts.one();
    try (DevCluster cluster =
        DevCluster.start(directory.resolve("cluster"), DevPorts.free(), Map.of())) {
      final Path config = configure(directory, cluster, http);

      // When
      final Process process = start(directory, image, config, metrics);
      try {
        Waiting.until(
            "readiness",
            LIMIT,
            () -> Http.status("http://127.0.0.1:" + http + "/health/ready") == 200,
            () -> read(directory.resolve("image.log")));

        // Then
        Waiting.until(
            "metrics of ours and of Kafka Streams",
            LIMIT,
            () -> {
              final String page = page("http://127.0.0.1:" + metrics + "/metrics");
              return page.contains("nexora_gate_accepted_total{")
                  && page.contains("nexora_audit_audit_entries_sealed_total{")
                  && page.contains("kafka_streams_client_alive_stream_threads{")
                  && page.contains("kafka_consumer_records_lag");
            },
            () ->
                page("http://127.0.0.1:" + metrics + "/metrics")
                    .lines()
                    .filter(l -> l.startsWith("# TYPE"))
                    .toList()
                    .toString());
      } finally {
        process.destroy();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("stops on SIGTERM").isTrue();
      }
      assertThat(process.exitValue()).isIn(0, 143);
    }
  }

  @Test
  void shouldHoldNoDevelopmentRoomAndNoBroker(@TempDir final Path directory) throws Exception {
    // Given
    layOut(directory);

    // When
    final Process help =
        new ProcessBuilder(directory.resolve("nexora").toString(), "--help")
            .redirectErrorStream(true)
            .start();
    final String text = new String(help.getInputStream().readAllBytes());

    // Then
    assertThat(help.waitFor()).isZero();
    assertThat(text)
        .containsPattern("(?m)^  run ")
        .doesNotContainPattern("(?m)^  (dev|simulate|topology) ");
    try (Stream<Path> libraries = Files.list(directory.resolve("lib"))) {
      assertThat(libraries.map(file -> file.getFileName().toString()))
          .noneMatch(
              name ->
                  name.startsWith("kafka_2.13")
                      || name.startsWith("kafka-server")
                      || name.contains("elk"));
    }
  }

  /** Copies what the last stage copies, from where the build stage has it. */
  private static void layOut(final Path image) throws IOException {
    final String dockerfile = Files.readString(BASE.resolve("Dockerfile"));
    final String stage = dockerfile.substring(dockerfile.lastIndexOf("\nFROM "));
    final Matcher copy = COPY.matcher(stage);
    final List<String> copied = new ArrayList<>();
    while (copy.find()) {
      final String[] words = copy.group(2).trim().split("\\s+");
      for (int i = 0; i < words.length - 1; i++) {
        final Path source = BASE.resolve(words[i].replaceFirst("^/src/", ""));
        final String target = words[words.length - 1];
        final Path to =
            target.endsWith("/")
                ? image.resolve(target).resolve(source.getFileName())
                : image.resolve(target);
        copyTree(source, to.normalize());
        copied.add(words[i]);
      }
    }
    assertThat(copied).contains("/src/target/nexora-streams.jar", "/src/target/lib", "/src/nexora");
  }

  private static void copyTree(final Path from, final Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (final Path file : files.toList()) {
        final Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.toAbsolutePath().getParent());
          Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static Path configure(final Path directory, final DevCluster cluster, final int http)
      throws IOException {
    final Path jwt = directory.resolve("jwt.key");
    Tokens.createSecret(jwt);
    final Path hmac = directory.resolve("hmac.keys");
    HmacKeys.generate(hmac);
    final Path privacy = directory.resolve("privacy.keys");
    PrivacyKeys.generate(privacy);
    return Files.writeString(
        directory.resolve("nexora.properties"),
        String.join(
            "\n",
            "kafka.bootstrap.servers=" + cluster.bootstrapServers(),
            "schema.registry.url=" + cluster.registryUrl(),
            "topics.profile=dev",
            "http.port=" + http,
            "auth.jwt.hs256.secret.file=" + jwt,
            "audit.hmac.keys.file=" + hmac,
            "privacy.keys.file=" + privacy));
  }

  private static Process start(
      final Path directory, final Path image, final Path config, final int metrics)
      throws IOException {
    final Matcher options = JAVA_OPTS.matcher(Files.readString(BASE.resolve("Dockerfile")));
    assertThat(options.find()).isTrue();
    final ProcessBuilder builder =
        new ProcessBuilder(image.resolve("nexora").toString(), "run", "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("image.log").toFile());
    builder.environment().put("NEXORA_STATE_DIR", directory.resolve("state").toString());
    builder
        .environment()
        .put(
            "NEXORA_JAVA_OPTS",
            options
                    .group(1)
                    .replace("/opt/nexora", image.toString())
                    .replace("=9404:", "=" + metrics + ":")
                + " -XX:MaxRAM=2g");
    return builder.start();
  }

  private static String page(final String url) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (final IOException e) {
      return "";
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String read(final Path file) {
    try {
      return Files.readString(file);
    } catch (final IOException e) {
      return e.toString();
    }
  }
}
