package com.nexora.streams.query;

import com.nexora.streams.analytics.WindowMetrics;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** By what tools and types of tasks are ordered, the worst first. */
enum Ranking {
  P95("p95", WindowMetrics::responseTimeP95Ms),
  P99("p99", WindowMetrics::responseTimeP99Ms),
  ERROR_RATE("errorRate", NamedMetricsView::errorRate),
  COUNT("count", measured -> (double) measured.eventsProcessed());

  private final String label;
  private final Function<WindowMetrics, @Nullable Double> value;

  Ranking(final String label, final Function<WindowMetrics, @Nullable Double> value) {
    this.label = label;
    this.value = value;
  }

  /** A tool or a type of tasks with its figures. */
  record Named(String name, WindowMetrics measured) {}

  /** As callers write it. */
  String label() {
    return label;
  }

  /**
   * The order of a label, by P95 if nobody says.
   *
   * @throws Problem 400 if there is none
   */
  static Ranking of(final @Nullable String label) {
    if (label == null) {
      return P95;
    }
    return Arrays.stream(values())
        .filter(ranking -> ranking.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.parameter(
                    "sort",
                    "There is no such order.",
                    Arrays.stream(values()).map(Ranking::label).collect(Collectors.joining(", "))));
  }

  /** Largest first, those without a value last, equals by name. */
  Comparator<Named> worstFirst() {
    return Comparator.comparingDouble(this::orLeast).reversed().thenComparing(Named::name);
  }

  private double orLeast(final Named named) {
    final Double found = value.apply(named.measured());
    return found == null ? -1 : found;
  }
}
