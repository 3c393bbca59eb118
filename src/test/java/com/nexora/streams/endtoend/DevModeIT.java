package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.processkit.Cli;
import com.nexora.streams.processkit.DevProcess;
import com.nexora.streams.processkit.Http;
import com.nexora.streams.processkit.Waiting;
import com.nexora.streams.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One command shows the product alive, ends without a trace but its data, and goes on with them.
 */
@Timeout(300)
final class DevModeIT {

  private static final Duration READY = Duration.ofSeconds(90);
  private static final Duration FIRST_RESULTS = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void shouldShowResultsWithinAMinuteEndOnCtrlCAndContinueWithTheSameData() {
    try (DevProcess dev = DevProcess.start(directory.resolve("data"))) {
      // Given
      dev.awaitReady(READY);
      Waiting.until(
          "an alarm, a resolved finding and a percentile of the last minutes",
          FIRST_RESULTS,
          () -> hasAlarm(dev.http()) && findings(dev.http(), "resolved") > 0 && p95(dev.http()) > 0,
          dev::logTail);
      final List<String> failed = failingCallsOfTheReadme(dev);
      final int verdict = dev.cli().run("audit", "verify").exitCode();
      final int findings = findings(dev.http(), "");
      final List<ProcessHandle> children = dev.children();

      // When
      dev.interrupt(STOP);

      // Then
      assertThat(failed).isEmpty();
      assertThat(verdict).isZero();
      assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
      assertThat(directory.resolve("data/dev.properties")).doesNotExist();
      dev.restart();
      dev.awaitReady(READY);
      assertThat(findings(dev.http(), "")).isGreaterThanOrEqualTo(findings);
    }
  }

  @Test
  void shouldChangeNothingWhenASampleIsImportedASecondTime() {
    try (DevProcess dev = DevProcess.start(directory.resolve("data"), "--no-simulator")) {
      // Given
      dev.awaitReady(READY);
      final String role = Http.encode("arn:aws:iam::210987654321:role/ci/build-runner");
      final String agent = "/agents/210987654321/" + role;
      dev.cli().succeed("import", "cloudtrail", "samples/cloudtrail.ndjson");
      awaitEvents(dev, agent, 7);

      // When
      dev.cli().succeed("import", "cloudtrail", "samples/cloudtrail.ndjson");
      dev.cli().succeed("import", "agents", "samples/agents.ndjson");

      // Then
      awaitEvents(dev, "/agents/acme/triage-agent", 28);
      assertThat(dev.http().get(agent).get("eventCount").longValue()).isEqualTo(7);
    }
  }

  @Test
  void shouldSayWhichPortIsTakenAndWhichFlagChangesIt() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      final String port = Integer.toString(taken.getLocalPort());

      // When
      final Cli.Outcome outcome = cli().run(dev("--port", port));

      // Then
      assertThat(outcome.exitCode()).isOne();
      assertThat(outcome.err()).contains("port " + port).contains("--port");
      assertThat(outcome.err()).doesNotContain("\tat ");
    }
  }

  @Test
  void shouldSayThatTheDataDirectoryCannotBeWritten() throws IOException {
    // Given
    final Path file = Files.createFile(directory.resolve("file"));

    // When
    final Cli.Outcome outcome = cli().run(dev("--data-dir", file.resolve("data").toString()));

    // Then
    assertThat(outcome.exitCode()).isOne();
    assertThat(outcome.err()).contains(file + "/data cannot be written").contains("--data-dir");
  }

  @Test
  void shouldOfferTheRightFlagForAWrongOne() {
    // Given
    final String[] arguments = {"dev", "--no-simulater"};

    // When
    final Cli.Outcome outcome = cli().run(arguments);

    // Then
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--no-simulater").contains("--no-simulator");
  }

  /** Dev mode on free ports, unless the arguments say otherwise. */
  private static String[] dev(final String... arguments) {
    final List<Integer> free = FreePorts.some(3);
    final List<String> all = new ArrayList<>(List.of("dev"));
    all.addAll(List.of("--broker-port", free.get(0).toString()));
    all.addAll(List.of("--registry-port", free.get(1).toString()));
    if (!List.of(arguments).contains("--port")) {
      all.addAll(List.of("--port", free.get(2).toString()));
    }
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  private Cli cli() {
    return new Cli(directory.resolve("data"));
  }

  private static void awaitEvents(final DevProcess dev, final String path, final long count) {
    Waiting.until(
        count + " events of " + path,
        Duration.ofSeconds(30),
        () -> eventCount(dev, path).filter(n -> n == count).isPresent(),
        () -> eventCount(dev, path) + dev.logTail());
  }

  private static Optional<Long> eventCount(final DevProcess dev, final String path) {
    return dev.http().answer(path).statusCode() == 200
        ? Optional.of(dev.http().get(path).get("eventCount").longValue())
        : Optional.empty();
  }

  private static boolean hasAlarm(final Http http) {
    for (final var window : http.get("/threats/acme/summaries").get("items")) {
      if (window.get("alarmed").asBoolean()) {
        return true;
      }
    }
    return false;
  }

  /** Findings of the tenant with a status; of any status if that is empty. */
  private static int findings(final Http http, final String status) {
    int count = 0;
    for (final var finding : http.get("/threats/acme?limit=200").get("items")) {
      if (status.isEmpty() || finding.get("status").asText().equals(status)) {
        count++;
      }
    }
    return count;
  }

  private static double p95(final Http http) {
    return http.get("/agents/acme/triage-agent-1/metrics?window=5min")
        .get("responseTimeP95Ms")
        .asDouble();
  }

  /** The curl lines of the README, as printed but for port and directory, that do not do well. */
  private List<String> failingCallsOfTheReadme(final DevProcess dev) {
    final Path readme = Path.of(System.getProperty("nexora.basedir", "."), "README.md");
    final List<String> failed = new ArrayList<>();
    try {
      for (final String line : Files.readAllLines(readme)) {
        if (line.startsWith("curl ")) {
          final String command =
              line.replace("http://localhost:8080", dev.url())
                  .replace(".nexora/dev", directory.resolve("data").toString());
          final Process call =
              new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
          final String answer = new String(call.getInputStream().readAllBytes());
          if (call.waitFor() != 0 || answer.isBlank() || answer.contains("urn:nexora:problem")) {
            failed.add(line + " -> " + answer);
          }
        }
      }
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return failed;
  }
}
