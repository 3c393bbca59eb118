package com.nexora.streams.bench.analytics;

import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.BenchOptions;
import com.nexora.streams.bench.Measurement;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Scenario;
import com.nexora.streams.bench.Section;
import com.nexora.streams.bench.VariantSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of agents and tenants for five windows: what an event costs, by whom it is counted. */
public final class AnalyticsScenario implements Scenario {

  @Override
  public String name() {
    return "analytics";
  }

  @Override
  public Section run(final BenchContext context) {
    PeerVariants.build(context.options().variants(), context.progress());
    final List<VariantSpec> variants = variants(context.options());
    final List<Row> rows = new ArrayList<>();
    final StringBuilder text = new StringBuilder("## analytics\n\n");
    for (final int agents : context.options().agents()) {
      try (AnalyticsRound round = AnalyticsRound.open(context, agents)) {
        final Map<VariantSpec, List<Measurement>> runs = new LinkedHashMap<>();
        for (int i = 1; i <= context.options().rounds(); i++) {
          for (final VariantSpec variant : variants) {
            runs.computeIfAbsent(variant, v -> new ArrayList<>()).add(round.run(variant, i));
          }
        }
        final AnalyticsReport report = new AnalyticsReport(agents, runs, round.load());
        rows.addAll(report.rows());
        text.append(report.markdown(context.options())).append('\n');
      }
    }
    return new Section(text.toString(), rows);
  }

  /** Those that were asked for, else all that are there. */
  private static List<VariantSpec> variants(final BenchOptions options) {
    final List<VariantSpec> all = AnalyticsVariants.all();
    if (options.variants().isEmpty()) {
      return all.stream().filter(VariantSpec::available).toList();
    }
    final List<VariantSpec> chosen = options.chosen(all, VariantSpec::name);
    for (final VariantSpec spec : chosen) {
      if (!spec.available()) {
        throw new BenchException(
            "variant %s is not built: %s is missing, see docs/benchmarks.md"
                .formatted(spec.name(), spec.classPath()));
      }
    }
    return chosen;
  }
}
