package com.nexora.streams.analytics;

/**
 * What is normal for one figure of one agent: a level and a scale for each hour of the day (UTC),
 * and one of all hours that stands in while an hour's own is young.
 *
 * <p>A median and a MAD need the values; these need twelve bytes. Both are M-estimates that walk:
 * every minute pulls the level by its distance, and the scale by its absolute distance, but never
 * by more than a scale or two, so that one absurd minute is worth no more than an odd one. The step
 * is {@code 1/n} at first and {@code 1/memory} later: that is what forgets.
 *
 * <p>Kept in floats, since they are kept in the store for every agent; what is computed from them
 * is therefore the same before and after a restart.
 */
final class Baseline {

  /** The slot of all hours together. */
  static final int ALL = 24;

  static final int SLOTS = 25;

  /** How many scales a minute may be away at most, for the level and for the scale. */
  static final double LEVEL_CLIP = 1.5;

  static final double SCALE_CLIP = 2;

  /** Makes the scale of normally distributed values their standard deviation. */
  private static final double TO_DEVIATION = 1.2806;

  private static final int MOST_MINUTES = 0xFFFF;

  private final float[] levels = new float[SLOTS];
  private final float[] scales = new float[SLOTS];
  private final int[] minutes = new int[SLOTS];

  double level(final int slot) {
    return levels[slot];
  }

  double scale(final int slot) {
    return scales[slot];
  }

  /** How many minutes a slot has learned from, at most 65,535. */
  int minutes(final int slot) {
    return minutes[slot];
  }

  /** Puts back what was stored. */
  void restore(final int slot, final float level, final float scale, final int learned) {
    levels[slot] = level;
    scales[slot] = scale;
    minutes[slot] = learned;
  }

  /**
   * Learns a minute's value.
   *
   * @param x where it lies
   * @param floor least scale to clip by, more than 0
   * @param first scale to start from where there is no other
   * @param memory minutes after which two thirds are forgotten
   * @param unusual whether to take it with a grain of salt although the baseline is young
   */
  void learn(
      final int slot,
      final double x,
      final double floor,
      final double first,
      final int memory,
      final boolean unusual) {
    final int n = count(slot);
    if (n == 1) {
      levels[slot] = (float) x;
      scales[slot] = (float) (minutes[ALL] > 1 ? scales[ALL] : first);
      return;
    }
    final double gain = gain(n, 1, memory, unusual);
    final double distance = x - levels[slot];
    final double scale = Math.max(scales[slot], floor);
    final double most = LEVEL_CLIP * scale;
    levels[slot] = (float) (levels[slot] + gain * Math.max(-most, Math.min(most, distance)));
    final double strayed = Math.min(SCALE_CLIP * scale, Math.abs(distance));
    learnScale(slot, strayed, gain(n, 1.5, memory, unusual));
  }

  /**
   * Learns a minute's rate, whose scale is told apart from it.
   *
   * @param rate from 0 to 1, already clipped
   * @param weight how much the minute counts, 0-1
   * @param deviations how many deviations of chance it lay away
   */
  void learnRate(
      final int slot,
      final double rate,
      final double weight,
      final double deviations,
      final int memory,
      final boolean unusual) {
    final int n = count(slot);
    if (n == 1) {
      scales[slot] = 1;
    }
    final double gain = gain(n, 1, memory, unusual);
    levels[slot] = (float) (levels[slot] + gain * weight * (rate - levels[slot]));
    final double most = SCALE_CLIP * Math.max(1, scales[slot]);
    learnScale(slot, Math.min(most, Math.abs(deviations)), gain);
  }

  /** Forgets everything. */
  void clear() {
    java.util.Arrays.fill(minutes, 0);
  }

  /** Moves all levels, since a lasting shift has become normal. */
  void shift(final java.util.function.DoubleUnaryOperator move) {
    for (int slot = 0; slot < SLOTS; slot++) {
      levels[slot] = (float) move.applyAsDouble(levels[slot]);
    }
  }

  private int count(final int slot) {
    minutes[slot] = Math.min(MOST_MINUTES, minutes[slot] + 1);
    return minutes[slot];
  }

  private void learnScale(final int slot, final double distance, final double gain) {
    scales[slot] = (float) (scales[slot] + gain * (TO_DEVIATION * distance - scales[slot]));
  }

  private static double gain(
      final int n, final double haste, final int memory, final boolean unusual) {
    final double least = 1.0 / memory;
    return unusual ? least : Math.max(least, haste / (n + haste - 1));
  }
}
