package com.nexora.streams.analytics;

import org.jspecify.annotations.Nullable;

/**
 * Measured values as whole millionths of their unit. Adding doubles depends on their order; adding
 * these does not.
 */
final class Micros {

  private static final double PER_UNIT = 1e6;
  private static final double MAX_UNITS = LogBins.MAX_VALUE / PER_UNIT;

  /** Why a value is not counted. */
  enum Refusal {
    /** Less than zero. */
    NEGATIVE("negative"),
    /** NaN or infinite. */
    NOT_FINITE("not-finite"),
    /** More than 9*10^12 units. */
    TOO_LARGE("too-large"),
    /** Something else than a number where a number belongs. */
    NOT_A_NUMBER("not-a-number");

    private final String reason;

    Refusal(final String reason) {
      this.reason = reason;
    }

    /** As it stands in the name of the metric that counts it. */
    String reason() {
      return reason;
    }
  }

  private Micros() {}

  /** Why this value cannot be counted, null if it can. */
  static @Nullable Refusal refusal(final double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Refusal.NOT_FINITE;
    }
    if (value < 0) {
      return Refusal.NEGATIVE;
    }
    return value > MAX_UNITS ? Refusal.TOO_LARGE : null;
  }

  /**
   * The nearest whole number of millionths, ties to even.
   *
   * @throws IllegalArgumentException if the value is refused
   */
  static long of(final double value) {
    final Refusal refusal = refusal(value);
    if (refusal != null) {
      throw new IllegalArgumentException(
          "value " + value + " is " + refusal.reason() + "; a histogram takes 0 to " + MAX_UNITS);
    }
    return (long) Math.rint(value * PER_UNIT);
  }

  /** Back in units. */
  static double units(final double micros) {
    return micros / PER_UNIT;
  }
}
