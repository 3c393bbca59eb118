package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.processkit.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: the scenarios that measure the shipped product run and find its results right. Not
 * what the figures are, so the optimising compiler may rest. Alerts: {@link AlertLatencyIT}.
 */
final class BenchProductIT {

  @TempDir private Path dir;

  @Test
  void shouldMeasureWhatCorrelationCosts() throws Exception {
    // When
    final List<JsonNode> rows = bench("correlation");

    // Then
    assertThat(variants(rows, "appCpuMicrosPerEvent"))
        .containsExactly("fan-out-1", "fan-out-10", "fan-out-100");
  }

  @Test
  void shouldMeasureHowFastQuestionsAreAnswered() throws Exception {
    // When
    final List<JsonNode> rows = bench("queries");

    // Then
    assertThat(variants(rows, "p99")).contains("live-5min", "agent-state", "day-window");
  }

  @Test
  void shouldMeasureHowManyEventsComeInOverHttp() throws Exception {
    // When
    final List<JsonNode> rows = bench("ingest");

    // Then
    assertThat(variants(rows, "eventsPerSecond")).containsExactly("bare-route", "nexora");
    assertThat(variants(rows, "singleP99")).containsExactly("bare-route", "nexora");
  }

  @Test
  void shouldMeasureWhatSealingAndProvingCost() throws Exception {
    // When
    final List<JsonNode> rows = bench("audit", "--variants", "nexora");

    // Then
    assertThat(variants(rows, "eventsPerSecond")).containsExactly("nexora");
    assertThat(variants(rows, "proofBytes")).containsExactly("proof-1-client", "proof-4-clients");
  }

  @Test
  void shouldMeasureHowLongALostStateTakesToComeBack() throws Exception {
    // When
    final List<JsonNode> rows = bench("restore");

    // Then
    assertThat(variants(rows, "startWithoutState")).containsExactly("nexora");
  }

  @Test
  void shouldMeasureHowMuchDiskADayFills() throws Exception {
    // When
    final List<JsonNode> rows = bench("disk");

    // Then
    assertThat(variants(rows, "bytes")).contains("shipped", "lz4", "zstd");
  }

  private List<JsonNode> bench(final String scenario, final String... more) throws IOException {
    final Path table = dir.resolve("table.md");
    final List<String> asked =
        new ArrayList<>(
            List.of(
                "bench",
                scenario,
                "--quick",
                "--json",
                "--data-dir",
                dir.resolve("bench").toString(),
                "--out",
                table.toString()));
    asked.addAll(List.of(more));
    final Cli.Outcome outcome =
        new Cli(dir)
            .with("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
            .run(asked.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(Files.readString(table)).contains("## " + scenario);
    final List<JsonNode> rows = new ArrayList<>();
    for (final String line : outcome.out().lines().toList()) {
      rows.add(new ObjectMapper().readTree(line));
    }
    assertThat(rows).allMatch(row -> row.path("scenario").asText().equals(scenario));
    return rows;
  }

  /** Who has a value above 0, in the order of the report. */
  private static List<String> variants(final List<JsonNode> rows, final String metric) {
    return rows.stream()
        .filter(row -> row.path("metric").asText().equals(metric))
        .filter(row -> row.path("value").asDouble() > 0)
        .map(row -> row.path("variant").asText())
        .toList();
  }
}
