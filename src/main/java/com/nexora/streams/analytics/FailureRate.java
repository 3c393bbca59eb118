package com.nexora.streams.analytics;

/**
 * How surprising so many failures of so many are. Counts are small: one failure of two is a rate of
 * 50 % and no news at all. The measure is the signed root of the binomial deviance, which is a
 * z-score for large counts and does not exaggerate for small ones.
 */
final class FailureRate {

  /** Below this a rate is not told apart from it, so that a first failure ever is no alarm. */
  static final double LEAST = 0.01;

  private FailureRate() {}

  /** A rate that a minute can be held against. */
  static double usable(final double rate) {
    return Math.max(LEAST, Math.min(1 - LEAST, rate));
  }

  /**
   * How many deviations of chance a rate lies from the usual one, negative below it.
   *
   * @param rate failures by ended
   * @param ended how many ended, at least 1
   * @param usual a usable rate
   */
  static double deviations(final double rate, final double ended, final double usual) {
    final double information = term(rate, usual) + term(1 - rate, 1 - usual);
    final double root = Math.sqrt(2 * ended * Math.max(0, information));
    return rate < usual ? -root : root;
  }

  private static double term(final double p, final double q) {
    return p <= 0 ? 0 : p * StrictMath.log(p / q);
  }

  /** The largest rate that lies at most so many deviations above the usual one. */
  static double calmUpTo(final double usual, final double ended, final double most) {
    final double from = usable(usual);
    double low = from;
    double high = 1;
    for (int i = 0; i < 40; i++) {
      final double middle = (low + high) / 2;
      if (deviations(middle, Math.max(1, ended), from) <= most) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
