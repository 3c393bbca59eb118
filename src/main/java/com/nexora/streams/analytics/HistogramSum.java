package com.nexora.streams.analytics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The working copy of a histogram: many are merged into it, then it answers or becomes bytes again.
 *
 * <p>All sums are exact whole numbers, so that the order of merging is of no consequence and the
 * variance loses nothing to cancellation. Not thread-safe.
 */
final class HistogramSum {

  private final long[] counters = new long[LogBins.LAST_BIN + 1];
  private int first = counters.length;
  private int last = -1;
  private long count;
  private long min = Long.MAX_VALUE;
  private long max;
  private long sumHigh;
  private long sumLow;
  private long squaresHigh;
  private long squaresMiddle;
  private long squaresLow;

  /** Adds one value, in millionths. */
  HistogramSum add(final long micros) {
    count++;
    min = Math.min(min, micros);
    max = Math.max(max, micros);
    addSum(0, micros);
    addSquares(0, Math.multiplyHigh(micros, micros), micros * micros);
    if (micros != 0) {
      final int bin = LogBins.of(micros);
      counters[bin]++;
      first = Math.min(first, bin);
      last = Math.max(last, bin);
    }
    return this;
  }

  /** Adds all values of a histogram. */
  HistogramSum merge(final byte[] histogram) {
    return merge(histogram, 0, histogram.length);
  }

  /**
   * Adds all values of a histogram that is a part of an array.
   *
   * @throws CorruptStateException if it is none
   */
  HistogramSum merge(final byte[] in, final int at, final int length) {
    FlatHistogram.check(in, at, length);
    final int bins = FlatHistogram.getShort(in, at + 4);
    if (bins != 0) {
      mergeCounters(in, at, FlatHistogram.getShort(in, at + 2), bins);
    }
    count += FlatHistogram.getLong(in, at + 6);
    min = Math.min(min, FlatHistogram.getLong(in, at + 14));
    max = Math.max(max, FlatHistogram.getLong(in, at + 22));
    addSum(FlatHistogram.getLong(in, at + 30), FlatHistogram.getLong(in, at + 38));
    addSquares(
        FlatHistogram.getLong(in, at + 46),
        FlatHistogram.getLong(in, at + 54),
        FlatHistogram.getLong(in, at + 62));
    return this;
  }

  private void mergeCounters(final byte[] in, final int at, final int itsFirst, final int bins) {
    if (itsFirst + bins > counters.length) {
      throw new CorruptStateException("histogram", "bin " + (itsFirst + bins) + " does not exist");
    }
    final int width = in[at + 1];
    int from = at + FlatHistogram.COUNTERS;
    if (width == 1) {
      for (int bin = itsFirst; bin < itsFirst + bins; bin++) {
        counters[bin] += in[from++] & 0xFF;
      }
    } else {
      for (int bin = itsFirst; bin < itsFirst + bins; bin++, from += width) {
        counters[bin] += FlatHistogram.getCounter(in, from, width);
      }
    }
    first = Math.min(first, itsFirst);
    last = Math.max(last, itsFirst + bins - 1);
  }

  private void addSum(final long high, final long low) {
    sumLow += low;
    sumHigh += high + carry(sumLow, low);
  }

  private void addSquares(final long high, final long middle, final long low) {
    squaresLow += low;
    final long carry = carry(squaresLow, low);
    squaresMiddle += middle;
    long up = carry(squaresMiddle, middle);
    squaresMiddle += carry;
    up += carry(squaresMiddle, carry);
    squaresHigh += high + up;
  }

  private static long carry(final long sum, final long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }

  /** The one and only byte form of these values. */
  byte[] toBytes() {
    if (last < 0) {
      return seal(new byte[FlatHistogram.MIN_LENGTH], 1, 0, 0);
    }
    final int kept = Math.max(first, last - FlatHistogram.MAX_BINS + 1);
    long collapsed = 0;
    for (int bin = first; bin < kept; bin++) {
      collapsed += counters[bin];
    }
    long largest = counters[kept] + collapsed;
    for (int bin = kept + 1; bin <= last; bin++) {
      largest = Math.max(largest, counters[bin]);
    }
    final int width = width(largest);
    final int bins = last - kept + 1;
    final byte[] out = new byte[FlatHistogram.MIN_LENGTH + bins * width];
    int at = FlatHistogram.COUNTERS;
    for (int bin = kept; bin <= last; bin++, at += width) {
      FlatHistogram.putCounter(
          out, at, width, bin == kept ? counters[bin] + collapsed : counters[bin]);
    }
    return seal(out, width, kept, bins);
  }

  private byte[] seal(final byte[] out, final int width, final int firstBin, final int bins) {
    out[0] = FlatHistogram.VERSION;
    out[1] = (byte) width;
    FlatHistogram.putShort(out, 2, firstBin);
    FlatHistogram.putShort(out, 4, bins);
    FlatHistogram.putLong(out, 6, count);
    FlatHistogram.putLong(out, 14, min);
    FlatHistogram.putLong(out, 22, max);
    FlatHistogram.putLong(out, 30, sumHigh);
    FlatHistogram.putLong(out, 38, sumLow);
    FlatHistogram.putLong(out, 46, squaresHigh);
    FlatHistogram.putLong(out, 54, squaresMiddle);
    FlatHistogram.putLong(out, 62, squaresLow);
    return FlatHistogram.seal(out);
  }

  private static int width(final long largest) {
    if (largest <= 0xFF) {
      return 1;
    }
    if (largest <= 0xFFFF) {
      return 2;
    }
    return largest <= 0xFFFF_FFFFL ? 4 : 8;
  }

  long count() {
    return count;
  }

  double min() {
    return Micros.units(min);
  }

  double max() {
    return Micros.units(max);
  }

  double sum() {
    return Micros.units(exactSum().doubleValue());
  }

  double mean() {
    return Micros.units(
        new BigDecimal(exactSum())
            .divide(BigDecimal.valueOf(count), MathContext.DECIMAL64)
            .doubleValue());
  }

  /** Standard deviation of all values (divided by n, not by n - 1: nothing is estimated here). */
  double standardDeviation() {
    final BigInteger n = BigInteger.valueOf(count);
    final BigInteger sum = exactSum();
    final BigInteger squares = unsigned(squaresHigh, squaresMiddle, squaresLow);
    final BigInteger spread = squares.multiply(n).subtract(sum.multiply(sum));
    final BigDecimal variance =
        new BigDecimal(spread).divide(new BigDecimal(n.multiply(n)), MathContext.DECIMAL64);
    return Micros.units(Math.sqrt(variance.doubleValue()));
  }

  /** See {@link FlatHistogram#quantile}. */
  double quantile(final double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("quantile " + q + " is not between 0 and 1");
    }
    if (count == 0) {
      throw new IllegalStateException("no value has no quantile");
    }
    final long rank = rank(q);
    if (rank <= 1) {
      return min();
    }
    return rank >= count ? max() : Micros.units(valueAt(rank));
  }

  /**
   * The least whole rank that is at least q * count, with q taken as the decimal number that it is
   * written as: 0.17 of 300 values is the 51st, though 0.17 * 300 is 51.00000000000001 in doubles.
   */
  private long rank(final double q) {
    return BigDecimal.valueOf(q)
        .multiply(BigDecimal.valueOf(count))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  private double valueAt(final long rank) {
    long above = 0;
    for (int bin = last; bin >= first; bin--) {
      above += counters[bin];
      if (above > count - rank) {
        return Math.max(min, Math.min(max, LogBins.middle(bin)));
      }
    }
    return 0;
  }

  private BigInteger exactSum() {
    return unsigned(0, sumHigh, sumLow);
  }

  private static BigInteger unsigned(final long high, final long middle, final long low) {
    final byte[] bytes = new byte[3 * Long.BYTES];
    FlatHistogram.putLong(bytes, 0, high);
    FlatHistogram.putLong(bytes, 8, middle);
    FlatHistogram.putLong(bytes, 16, low);
    return new BigInteger(1, bytes);
  }
}
