package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.processkit.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: the benchmark runs, its variants count rightly, and it says what it measured. Not
 * what the figures are.
 */
final class BenchIT {

  private static final List<String> VARIANTS = List.of("plain-consumer", "nexora", "textbook-dsl");

  @TempDir private Path dir;

  @Test
  void shouldMeasureEveryVariantAndProfileIt() throws Exception {
    // Given
    final Path table = dir.resolve("table.md");

    // When
    final Cli.Outcome outcome =
        new Cli(dir)
            .run(
                "bench",
                "analytics",
                "--quick",
                "--profile",
                "--json",
                "--cap",
                "3",
                "--variants",
                String.join(",", VARIANTS),
                "--data-dir",
                dir.resolve("bench").toString(),
                "--out",
                table.toString());

    // Then
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    final List<JsonNode> rows = new ArrayList<>();
    for (final String line : outcome.out().lines().toList()) {
      rows.add(new ObjectMapper().readTree(line));
    }
    for (final String metric :
        List.of("appCpuMicrosPerEvent", "eventsPerSecond", "cpuRatioToNexora")) {
      assertThat(rows)
          .filteredOn(row -> row.path("metric").asText().equals(metric))
          .allMatch(row -> row.path("scenario").asText().equals("analytics"))
          .allMatch(row -> row.path("value").asDouble() > 0)
          .extracting(row -> row.path("variant").asText())
          .containsExactlyElementsOf(VARIANTS);
    }
    assertThat(Files.readString(table)).contains("| variant |", "| textbook-dsl:");
    try (Stream<Path> files = Files.walk(dir.resolve("bench"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn("profile.html"::equals)
          .hasSize(VARIANTS.size());
    }
  }
}
