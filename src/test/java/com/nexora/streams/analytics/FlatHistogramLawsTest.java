package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FlatHistogramLawsTest {

  @Property(tries = 300)
  void shouldGiveTheSameBytesInAnyOrder(
      @ForAll("values") final List<Double> values, @ForAll final long seed) {
    // Given
    final List<Double> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, new Random(seed));

    // When
    final byte[] other = histogram(shuffled);

    // Then
    assertThat(other).isEqualTo(histogram(values));
  }

  @Property(tries = 300)
  void shouldGiveTheSameBytesHoweverTheValuesAreSplitAndMerged(
      @ForAll("values") final List<Double> values, @ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    final List<byte[]> parts = new ArrayList<>();
    int from = 0;
    while (from < values.size()) {
      final int to = from + 1 + random.nextInt(values.size() - from);
      parts.add(histogram(values.subList(from, to)));
      from = to;
    }
    Collections.shuffle(parts, random);

    // When
    final byte[] merged = parts.stream().reduce(FlatHistogram::merge).orElseThrow();

    // Then
    assertThat(merged).isEqualTo(histogram(values));
  }

  @Property(tries = 300)
  void shouldMergeAlikeFromBothSides(
      @ForAll("values") final List<Double> some, @ForAll("values") final List<Double> others) {
    // Given
    final byte[] a = histogram(some);
    final byte[] b = histogram(others);

    // When
    final byte[] merged = FlatHistogram.merge(a, b);

    // Then
    assertThat(merged).isEqualTo(FlatHistogram.merge(b, a));
    assertThat(FlatHistogram.count(merged)).isEqualTo(some.size() + (long) others.size());
  }

  @Property(tries = 300)
  void shouldAnswerEveryQuantileOfTheSortedValuesWithinOnePercent(
      @ForAll("moderate") final List<Double> values,
      @ForAll @IntRange(max = 10_000) final int tenThousandths) {
    // Given: a rank from whole numbers, since 0.17 * 300 is more than 51 in doubles
    final double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    final int rank = Math.max(1, (tenThousandths * sorted.length + 9_999) / 10_000);
    final double q = tenThousandths / 10_000.0;

    // When
    final double answer = FlatHistogram.quantile(histogram(values), q);

    // Then: 1 %, and half a millionth that rounding costs
    final double exact = sorted[rank - 1];
    assertThat(Math.abs(answer - exact))
        .as("quantile %s is %s, answered %s", q, exact, answer)
        .isLessThanOrEqualTo(FlatHistogram.RELATIVE_ERROR * exact + 0.51e-6);
  }

  /** Of all magnitudes, so that bins collapse, and with many that are equal. */
  @Provide
  Arbitrary<List<Double>> values() {
    final Arbitrary<Double> magnitudes =
        Arbitraries.doubles().between(-6, 12.9).map(exponent -> Math.pow(10, exponent));
    return Arbitraries.oneOf(magnitudes, Arbitraries.of(0.0, 1.0, 250.0, 9e12, 1e-6))
        .list()
        .ofMinSize(1)
        .ofMaxSize(600);
  }

  /** Magnitudes within the reach of the bins. */
  @Provide
  Arbitrary<List<Double>> moderate() {
    final Arbitrary<Double> magnitudes =
        Arbitraries.doubles().between(-6, 10).map(exponent -> Math.pow(10, exponent));
    return Arbitraries.oneOf(magnitudes, Arbitraries.of(0.0, 1.0, 250.0))
        .list()
        .ofMinSize(1)
        .ofMaxSize(300);
  }

  private static byte[] histogram(final List<Double> values) {
    return FlatHistogramTest.histogram(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
