package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class BaselineTest {

  private static final double TO_DEVIATION = 1.4826;
  private static final int WARM_UP = 20;

  @Property(tries = 200)
  void shouldBeNearMedianAndMadThoughATenthOfTheMinutesIsAbsurd(
      @ForAll final long seed,
      @ForAll @DoubleRange(min = -5, max = 15) final double center,
      @ForAll @DoubleRange(min = 0.06, max = 2) final double deviation,
      @ForAll @DoubleRange(min = 0, max = 0.1) final double part,
      @ForAll @DoubleRange(min = 5, max = 1_000) final double away) {
    // Given
    final Random random = new Random(seed);
    final double[] minutes = new double[2_000];
    for (int i = 0; i < minutes.length; i++) {
      final double absurd = i >= WARM_UP && random.nextDouble() < part ? away : 0;
      minutes[i] = center + deviation * (absurd + random.nextGaussian());
    }

    // When
    final Baseline baseline = learned(minutes, 720);

    // Then
    final double median = median(minutes);
    final double mad = mad(minutes, median);
    assertThat(baseline.level(0)).isCloseTo(median, within(0.45 * mad));
    assertThat(baseline.scale(0)).isBetween(0.75 * mad, 1.6 * mad);
  }

  @Example
  void shouldForgetTwoThirdsOfAShiftWithinItsMemory() {
    // Given
    final Baseline baseline = new Baseline();
    for (int i = 0; i < 5_000; i++) {
      baseline.learn(0, i % 2 == 0 ? 1 : -1, 0.05, 1, 100, false);
    }

    // When
    for (int i = 0; i < 100; i++) {
      baseline.learn(0, i % 2 == 0 ? 2 : 0, 0.05, 1, 100, false);
    }

    // Then
    assertThat(baseline.level(0)).isBetween(0.55, 0.75);
  }

  @Example
  void shouldNotBeMovedFarByOneAbsurdMinute() {
    // Given
    final Baseline baseline = new Baseline();
    for (int i = 0; i < 100; i++) {
      baseline.learn(0, i % 2 == 0 ? 1 : -1, 0.05, 1, 720, false);
    }
    final double scale = baseline.scale(0);

    // When
    baseline.learn(0, 1_000_000, 0.05, 1, 720, false);

    // Then
    assertThat(baseline.level(0)).isBetween(0.0, 0.05);
    assertThat(baseline.scale(0)).isBetween(scale, 1.05 * scale);
  }

  private static Baseline learned(final double[] minutes, final int memory) {
    final Baseline baseline = new Baseline();
    for (final double minute : minutes) {
      baseline.learn(0, minute, 0.05, 0.25, memory, false);
    }
    return baseline;
  }

  private static double median(final double[] values) {
    final double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  }

  private static double mad(final double[] values, final double median) {
    return TO_DEVIATION
        * median(Arrays.stream(values).map(value -> Math.abs(value - median)).toArray());
  }
}
