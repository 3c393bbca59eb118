package com.nexora.streams.analytics;

import java.math.BigInteger;

/**
 * The logarithmic bins of the histogram: value {@code v} lies in bin {@code floor(35 * log2(v))}.
 *
 * <p>Thirty-five bins to the doubling make neighbouring bounds differ by the factor 2^(1/35) =
 * 1.0200, so that the answer for a bin is at most 0.991 % away from any value in it (DDSketch's
 * logarithmic mapping). Values are whole numbers (millionths of a unit) and every comparison is
 * between whole numbers: no logarithm of a library takes part, so all platforms, and whoever
 * implements the format elsewhere, find the same bin for the same value.
 */
final class LogBins {

  /** Bins to one doubling of the value. */
  static final int PER_DOUBLING = 35;

  /** The largest value that has a bin. */
  static final long MAX_VALUE = 9_000_000_000_000_000_000L;

  /** Bin of {@link #MAX_VALUE}. */
  static final int LAST_BIN;

  /** Bounds inside one doubling, scaled to [2^62, 2^63): the least t with t^35 >= 2^(62*35+j). */
  private static final long[] BOUNDS = new long[PER_DOUBLING + 1];

  /** Bin of the lower end of each 64th of a doubling; no 64th holds more than one bound. */
  private static final byte[] FIRST_OF_64TH = new byte[64];

  static {
    for (int j = 0; j < PER_DOUBLING; j++) {
      BOUNDS[j] = root(BigInteger.ONE.shiftLeft(62 * PER_DOUBLING + j));
    }
    BOUNDS[PER_DOUBLING] = Long.MAX_VALUE; // stands for 2^63, which no scaled value reaches
    for (int cell = 0; cell < 64; cell++) {
      final long low = (64L + cell) << 56;
      byte bin = 0;
      while (bin + 1 < PER_DOUBLING && BOUNDS[bin + 1] <= low) {
        bin++;
      }
      FIRST_OF_64TH[cell] = bin;
    }
    LAST_BIN = of(MAX_VALUE);
  }

  private LogBins() {}

  /** The bin of a value from 1 to {@link #MAX_VALUE}. */
  static int of(final long value) {
    final int zeros = Long.numberOfLeadingZeros(value);
    final long scaled = value << zeros >>> 1;
    final int bin = FIRST_OF_64TH[(int) (scaled >>> 56) & 63];
    return (63 - zeros) * PER_DOUBLING + (scaled >= BOUNDS[bin + 1] ? bin + 1 : bin);
  }

  /** The least value of a bin; bins of small values may be empty and then share it. */
  static long low(final int bin) {
    final int shift = 62 - bin / PER_DOUBLING;
    final long bound = BOUNDS[bin % PER_DOUBLING];
    final long floor = bound >> shift;
    return floor << shift == bound ? floor : floor + 1;
  }

  /** The value that stands for a bin: its relative distance to both ends of the bin is the same. */
  static double middle(final int bin) {
    final double low = low(bin);
    final double high = bin == LAST_BIN ? MAX_VALUE : low(bin + 1) - 1;
    return 2 * low * (high / (low + high));
  }

  /** The least t with t^35 >= power. */
  private static long root(final BigInteger power) {
    long low = 1L << 62;
    long high = Long.MAX_VALUE;
    while (low < high) {
      final long middle = low + (high - low) / 2;
      if (BigInteger.valueOf(middle).pow(PER_DOUBLING).compareTo(power) >= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
