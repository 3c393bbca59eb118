package com.nexora.streams.embedded;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Random numbers that are the same for the same seed on every Java version: only {@code
 * SplittableRandom}'s raw bits are promised to stay, so everything else is made from them here.
 */
final class Draw {

  private static final double UNIT = 0x1.0p-53;

  private final SplittableRandom bits;

  Draw(final long seed) {
    bits = new SplittableRandom(seed);
  }

  /** A number from 0 up to, not including, 1. */
  double unit() {
    return (bits.nextLong() >>> 11) * UNIT;
  }

  /** A number from {@code low} up to {@code high}. */
  double between(final double low, final double high) {
    return low + unit() * (high - low);
  }

  /** A whole number from 0 to {@code bound - 1}. */
  int below(final int bound) {
    return (int) (unit() * bound);
  }

  boolean chance(final double probability) {
    return unit() < probability;
  }

  <T> T oneOf(final List<T> items) {
    return items.get(below(items.size()));
  }

  /** How long things take: most near the median, a few much longer. */
  double logNormal(final double median, final double sigma) {
    final double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
    final double normal = radius * StrictMath.cos(2 * Math.PI * unit());
    return median * StrictMath.exp(sigma * normal);
  }
}
