package com.nexora.streams.analytics;

/**
 * Events per minute on a scale on which chance is 1 wherever one stands: twice the root (Anscombe).
 * Few events scatter like a Poisson process, many like their source, by a part of their number.
 */
final class Throughput {

  private static final double LEAST_PART = 0.1;

  private Throughput() {}

  /** Where so many events lie on that scale. */
  static double scaled(final long events) {
    return 2 * Math.sqrt(events + 0.375);
  }

  /** Back to events, at least 0. */
  static double events(final double scaled) {
    final double root = Math.max(0, scaled) / 2;
    return Math.max(0, root * root - 0.375);
  }

  /** Least scale that is taken for true at a level: chance, and a tenth of the number. */
  static double floor(final double level) {
    return Math.sqrt(1 + LEAST_PART * LEAST_PART * events(level));
  }
}
