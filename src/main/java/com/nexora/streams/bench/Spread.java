package com.nexora.streams.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Some runs' values of one figure.
 *
 * @param min least
 * @param median middle one, or the mean of the two in the middle
 * @param max largest
 * @param count how many
 */
public record Spread(double min, double median, double max, int count) {

  /**
   * Of these values.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Spread of(final double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    final double[] sorted = values.clone();
    Arrays.sort(sorted);
    final int n = sorted.length;
    return new Spread(
        sorted[0], (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[n - 1], sorted.length);
  }

  public static <T> Spread of(final List<T> runs, final ToDoubleFunction<T> figure) {
    return of(runs.stream().mapToDouble(figure).toArray());
  }
}
