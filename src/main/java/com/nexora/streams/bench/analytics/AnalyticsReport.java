package com.nexora.streams.bench.analytics;

import com.nexora.streams.bench.BenchOptions;
import com.nexora.streams.bench.Measurement;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Spread;
import com.nexora.streams.bench.VariantSpec;
import com.nexora.streams.bench.WorkerProcess;
import com.nexora.streams.embedded.BrokerJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The runs over one load, as a table and as rows. */
final class AnalyticsReport {

  private static final String SCENARIO = "analytics";

  private final int agents;
  private final Map<VariantSpec, List<Measurement>> runs;
  private final TopicLoader.Loaded load;

  /**
   * @param runs of every variant, in the order of the rounds
   */
  AnalyticsReport(
      final int agents,
      final Map<VariantSpec, List<Measurement>> runs,
      final TopicLoader.Loaded load) {
    this.agents = agents;
    this.runs = runs;
    this.load = load;
  }

  List<Row> rows() {
    final List<Row> rows = new ArrayList<>();
    runs.forEach((variant, measured) -> add(rows, variant, measured));
    return rows;
  }

  private void add(
      final List<Row> rows, final VariantSpec variant, final List<Measurement> measured) {
    final String name = variant.name();
    rows.add(row(name, "appCpuMicrosPerEvent", "us", measured, Measurement::appCpuMicrosPerEvent));
    rows.add(
        row(name, "warmCpuMicrosPerEvent", "us", measured, Measurement::warmCpuMicrosPerEvent));
    rows.add(
        row(name, "brokerCpuMicrosPerEvent", "us", measured, Measurement::brokerCpuMicrosPerEvent));
    rows.add(row(name, "eventsPerSecond", "1/s", measured, Measurement::eventsPerSecond));
    rows.add(row(name, "warmupEvents", "events", measured, Measurement::warmEvents));
    rows.add(row(name, "measuredEvents", "events", measured, Measurement::events));
    if (!nexora().isEmpty()) {
      rows.add(ratio(name, "cpuRatioToNexora", measured, Measurement::appCpuMicrosPerEvent));
      rows.add(ratio(name, "warmCpuRatioToNexora", measured, Measurement::warmCpuMicrosPerEvent));
    }
  }

  /** Each run against ours of the same round. */
  private Row ratio(
      final String variant,
      final String metric,
      final List<Measurement> measured,
      final ToDoubleFunction<Measurement> figure) {
    final List<Measurement> ours = nexora();
    final double[] ratios = new double[measured.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(measured.get(i)) / figure.applyAsDouble(ours.get(i));
    }
    return Row.of(SCENARIO, variant, agents, metric, "x", Spread.of(ratios));
  }

  private List<Measurement> nexora() {
    return runs.entrySet().stream()
        .filter(run -> run.getKey().name().equals(AnalyticsVariants.NEXORA))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(List.of());
  }

  private Row row(
      final String variant,
      final String metric,
      final String unit,
      final List<Measurement> measured,
      final ToDoubleFunction<Measurement> figure) {
    return Row.of(SCENARIO, variant, agents, metric, unit, Spread.of(measured, figure));
  }

  String markdown(final BenchOptions options) {
    final StringBuilder text = new StringBuilder();
    text.append("### %,d agents%n%n".formatted(agents));
    text.append(conditions(options)).append('\n');
    text.append(
        "| variant | CPU us/event | to nexora | without compiler | to nexora | broker us/event | events/s | measured |\n");
    text.append("|---|---:|---:|---:|---:|---:|---:|---:|\n");
    final List<Row> rows = rows();
    for (final VariantSpec variant : runs.keySet()) {
      final String name = variant.name();
      text.append(
          "| %s: %s | %s | %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  name,
                  variant.title(),
                  range(rows, name, "appCpuMicrosPerEvent", "%.2f"),
                  range(rows, name, "cpuRatioToNexora", "%.2fx"),
                  range(rows, name, "warmCpuMicrosPerEvent", "%.2f"),
                  range(rows, name, "warmCpuRatioToNexora", "%.2fx"),
                  range(rows, name, "brokerCpuMicrosPerEvent", "%.2f"),
                  range(rows, name, "eventsPerSecond", "%,.0f"),
                  median(rows, name, "measuredEvents", "%,.0f")));
    }
    return text.toString();
  }

  private String conditions(final BenchOptions options) {
    return """
        %,d events of %,d bytes (key and value, Avro), %d tenants, %d partitions; %d round(s) in turn, \
        median (least to largest). Warm-up %,d events, a part of a run at most %d s. %d cores, \
        Java %s, JVM %s, broker %s, Kafka %s.
        """
        .formatted(
            load.events(),
            load.bytes() / Math.max(1, load.events()),
            Workload.TENANTS,
            load.ends().size(),
            options.rounds(),
            options.warmup(),
            options.capSeconds(),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version(),
            String.join(" ", WorkerProcess.JVM_OPTIONS),
            String.join(" ", BrokerJvm.SERVER.options()),
            org.apache.kafka.common.utils.AppInfoParser.getVersion());
  }

  private String range(
      final List<Row> rows, final String variant, final String metric, final String format) {
    final Row row = Row.find(rows, variant, agents, metric);
    if (row == null) {
      return "";
    }
    final String median = format.formatted(row.value());
    return row.rounds() == 1
        ? median
        : "%s (%s to %s)"
            .formatted(median, format.formatted(row.min()), format.formatted(row.max()));
  }

  private String median(
      final List<Row> rows, final String variant, final String metric, final String format) {
    final Row row = Row.find(rows, variant, agents, metric);
    return row == null ? "" : format.formatted(row.value());
  }
}
