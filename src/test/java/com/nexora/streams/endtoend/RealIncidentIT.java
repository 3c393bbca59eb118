package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.oracle.AgentOracle;
import com.nexora.oracle.FindingOracle;
import com.nexora.oracle.Incident;
import com.nexora.oracle.Input;
import com.nexora.streams.processkit.DevProcess;
import com.nexora.streams.processkit.Http;
import com.nexora.streams.processkit.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: an incident of the past, imported behind live traffic, becomes the findings that
 * the rules say, once and for good: not twice by a second import, not fewer after a retention check
 * and a kill -9.
 */
final class RealIncidentIT {

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();
  private static final Path SHARED = BASE.resolve("../shared/data");
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** The files, and what must come of them. */
  private record Case(
      Path events,
      Path threats,
      String tenant,
      Map<String, FindingOracle.Finding> findings,
      Map<AgentOracle.Who, AgentOracle.State> states) {

    static Case load() {
      final boolean real = Files.exists(SHARED.resolve("invictus-threats.ndjson"));
      final Path events =
          real
              ? SHARED.resolve("invictus-cloudtrail-2023-07-10.ndjson.gz")
              : BASE.resolve("samples/cloudtrail.ndjson");
      final Path threats =
          real ? SHARED.resolve("invictus-threats.ndjson") : BASE.resolve("samples/threats.ndjson");
      final List<Input> inputs = new ArrayList<>(Incident.cloudTrail(events));
      inputs.addAll(Incident.threats(threats));
      return new Case(
          events,
          threats,
          (String) inputs.get(0).fields().get("tenant_id"),
          FindingOracle.findings(inputs),
          AgentOracle.states(inputs));
    }

    Map<Long, Long> windows() {
      final Map<Long, Long> windows = new TreeMap<>();
      findings.values().stream()
          .filter(f -> f.threatScore() >= 7.0)
          .forEach(
              f -> windows.merge(Math.floorDiv(f.timestamp(), 900_000L) * 900_000L, 1L, Long::sum));
      return windows;
    }
  }

  @Test
  void shouldTurnAnImportedIncidentIntoTheSameFindingsOnceAndForGood(
      @TempDir final Path directory) {
    // Given
    final Case incident = Case.load();
    try (DevProcess dev =
        DevProcess.start(
            directory.resolve("data"),
            "--no-simulator",
            "--broker-property",
            "log.retention.check.interval.ms=5000",
            "--broker-property",
            "log.initial.task.delay.ms=1000")) {
      dev.awaitReady(LIMIT);
      dev.cli().succeed("simulate", "--rate", "200", "--count", "2000", "--seed", "7");
      importBoth(dev, incident);
      awaitFindings(dev, incident);
      final Seen first = Seen.of(dev, incident);

      // When
      importBoth(dev, incident);
      dev.cli().succeed("simulate", "--rate", "200", "--count", "1000", "--seed", "8");
      final Seen second = Seen.of(dev, incident);
      pause(Duration.ofSeconds(6));
      dev.kill9();
      dev.restart();
      dev.awaitReady(LIMIT);
      awaitFindings(dev, incident);
      final Seen third = Seen.of(dev, incident);

      // Then
      assertThat(first.differences(incident)).isEmpty();
      assertThat(first.auditEntries).isNotEmpty();
      assertThat(second).isEqualTo(first);
      assertThat(third).isEqualTo(first);
      assertThat(dev.cli().run("audit", "verify", "--json").exitCode()).isZero();
    }
  }

  /** What the product answers about the incident's tenant. */
  private record Seen(
      Map<String, JsonNode> findings,
      Map<Long, Long> highPriorityWindows,
      Map<String, Long> counts,
      List<String> auditEntries) {

    static Seen of(final DevProcess dev, final Case incident) {
      final Http http = dev.http();
      final String tenant = Http.encode(incident.tenant());
      final Map<String, JsonNode> findings = new TreeMap<>();
      all(http, "/threats/" + tenant + "?limit=50")
          .forEach(f -> findings.put(f.get("findingId").asText(), f));
      final Map<Long, Long> windows = new TreeMap<>();
      for (final JsonNode window :
          all(http, "/threats/" + tenant + "/summaries?from=2023-01-01T00:00:00Z")) {
        windows.put(
            java.time.Instant.parse(window.get("windowStart").asText()).toEpochMilli(),
            window.get("high").asLong() + window.get("critical").asLong());
      }
      final Map<String, Long> counts = new HashMap<>();
      for (final AgentOracle.Who who : incident.states().keySet()) {
        counts.put(
            who.entity(),
            http.get("/agents/" + tenant + "/" + Http.encode(who.entity()))
                .get("eventCount")
                .asLong());
      }
      final List<String> entries =
          all(http, "/audit/" + tenant + "?limit=50").stream()
              .map(e -> e.get("tenantSequence").asText() + " " + e.get("auditId").asText())
              .toList();
      return new Seen(findings, windows, counts, entries);
    }

    List<String> differences(final Case incident) {
      final List<String> differences = new ArrayList<>();
      if (!findings.keySet().equals(incident.findings().keySet())) {
        differences.add(
            "findings " + findings.keySet() + " instead of " + incident.findings().keySet());
      }
      incident
          .findings()
          .forEach(
              (id, expected) -> {
                final JsonNode seen = findings.get(id);
                if (seen != null
                    && (seen.get("threatScore").asDouble() != expected.threatScore()
                        || seen.get("correlationScore").asInt() != expected.correlationScore()
                        || seen.get("evidenceCount").asLong() != expected.evidence())) {
                  differences.add(id + ": " + seen + " instead of " + expected);
                }
              });
      final Map<Long, Long> high = new TreeMap<>(highPriorityWindows);
      high.values().removeIf(count -> count == 0);
      if (!high.equals(incident.windows())) {
        differences.add("windows " + high + " instead of " + incident.windows());
      }
      incident
          .states()
          .forEach(
              (who, state) -> {
                if (counts.get(who.entity()) != state.events()) {
                  differences.add(
                      who
                          + " has "
                          + counts.get(who.entity())
                          + " events instead of "
                          + state.events());
                }
              });
      return differences;
    }
  }

  private static List<JsonNode> all(final Http http, final String path) {
    final List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      final JsonNode page =
          http.get(path + (cursor.isEmpty() ? "" : "&cursor=" + Http.encode(cursor)));
      page.get("items").forEach(items::add);
      cursor = page.path("nextCursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return items;
  }

  private static void importBoth(final DevProcess dev, final Case incident) {
    dev.cli().succeed("import", "cloudtrail", incident.events().toString());
    dev.cli().succeed("import", "threats", incident.threats().toString());
  }

  private static void awaitFindings(final DevProcess dev, final Case incident) {
    Waiting.until(
        "the incident's findings",
        LIMIT,
        () -> Seen.of(dev, incident).differences(incident).isEmpty(),
        () -> Seen.of(dev, incident).differences(incident) + "\n" + dev.logTail());
  }

  private static void pause(final Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
