package com.nexora.streams.bench.product;

import java.util.Arrays;

/**
 * How long answers took.
 *
 * @param sortedNanos ascending, at least one
 * @param wallNanos time in which all of them were asked
 */
record Latencies(long[] sortedNanos, long wallNanos) {

  /**
   * Of these times, in any order.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Latencies of(final long[] nanos, final long wallNanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("nothing was asked");
    }
    final long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latencies(sorted, wallNanos);
  }

  int count() {
    return sortedNanos.length;
  }

  double perSecond() {
    return count() * 1e9 / wallNanos;
  }

  /** The least time that at least this part of all do not exceed, milliseconds. */
  double millis(final double quantile) {
    final int rank = (int) Math.ceil(quantile * count());
    return sortedNanos[Math.max(0, rank - 1)] / 1e6;
  }
}
