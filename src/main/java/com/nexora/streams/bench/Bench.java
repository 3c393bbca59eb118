package com.nexora.streams.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.nexora.streams.bench.analytics.AnalyticsScenario;
import com.nexora.streams.bench.audit.AuditVerifyScenario;
import com.nexora.streams.bench.product.AlertsScenario;
import com.nexora.streams.bench.product.AuditScenario;
import com.nexora.streams.bench.product.CorrelationScenario;
import com.nexora.streams.bench.product.DiskScenario;
import com.nexora.streams.bench.product.IngestScenario;
import com.nexora.streams.bench.product.QueriesScenario;
import com.nexora.streams.bench.product.RestoreScenario;
import com.nexora.streams.bench.redaction.RedactionScenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs scenarios and puts their reports together. */
public final class Bench {

  private static final List<Scenario> SCENARIOS =
      List.of(
          new AnalyticsScenario(),
          new CorrelationScenario(),
          new QueriesScenario(),
          new AlertsScenario(),
          new IngestScenario(),
          new AuditScenario(),
          new RestoreScenario(),
          new DiskScenario(),
          new AuditVerifyScenario(),
          new RedactionScenario());

  private Bench() {}

  /** A report as text and as data. */
  public record Report(String markdown, List<Row> rows) {

    /** One JSON object a line. */
    public String json() {
      final StringBuilder lines = new StringBuilder();
      for (final Row row : rows) {
        try {
          lines.append(BenchJson.MAPPER.writeValueAsString(row)).append('\n');
        } catch (final JsonProcessingException e) {
          throw new IllegalStateException(e);
        }
      }
      return lines.toString();
    }
  }

  /** What can be measured. */
  public static List<String> scenarios() {
    return SCENARIOS.stream().map(Scenario::name).toList();
  }

  /**
   * Measures.
   *
   * @param names of {@link #scenarios}
   * @param progress tells people how far it is
   * @throws BenchException if a run fails, or its results are wrong
   */
  public static Report run(
      final List<String> names, final BenchOptions options, final Consumer<String> progress) {
    final Path given = options.dataDir();
    try {
      final Path directory =
          given == null ? Files.createTempDirectory("nexora-bench") : given.toAbsolutePath();
      Files.createDirectories(directory);
      try {
        return run(names, new BenchContext(options.checked(), directory, progress));
      } finally {
        if (given == null && !options.profile()) {
          deleteTree(directory);
        }
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Report run(final List<String> names, final BenchContext context) {
    final List<Row> rows = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    for (final Scenario scenario : SCENARIOS) {
      if (names.contains(scenario.name())) {
        final Section section = scenario.run(context);
        text.append(section.markdown()).append('\n');
        rows.addAll(section.rows());
      }
    }
    return new Report(text.toString(), rows);
  }

  /** Deletes a directory with all it holds; nothing happens if there is none. */
  public static void deleteTree(final Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
