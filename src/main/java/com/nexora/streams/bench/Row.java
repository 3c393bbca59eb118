package com.nexora.streams.bench;

import org.jspecify.annotations.Nullable;

/**
 * One figure of a report.
 *
 * @param scenario what was done
 * @param variant by whom
 * @param agents number of agents, 0 where it does not matter
 * @param metric what is told
 * @param value median of the rounds
 * @param unit of the value
 * @param min least of the rounds
 * @param max largest of the rounds
 * @param rounds how many there were
 */
public record Row(
    String scenario,
    String variant,
    int agents,
    String metric,
    double value,
    String unit,
    double min,
    double max,
    int rounds) {

  public static Row of(
      final String scenario,
      final String variant,
      final int agents,
      final String metric,
      final String unit,
      final Spread spread) {
    return new Row(
        scenario,
        variant,
        agents,
        metric,
        spread.median(),
        unit,
        spread.min(),
        spread.max(),
        spread.count());
  }

  /** The first row of this variant and metric, if there is one. */
  public static @Nullable Row find(
      final java.util.List<Row> rows, final String variant, final int agents, final String metric) {
    return rows.stream()
        .filter(r -> r.variant().equals(variant) && r.metric().equals(metric))
        .filter(r -> r.agents() == agents)
        .findFirst()
        .orElse(null);
  }
}
