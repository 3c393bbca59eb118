package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatHistogramTest {

  @Test
  void shouldAnswerAllFunctionsOfAFewValues() {
    // Given
    final byte[] histogram = histogram(10, 20, 30, 40);

    // When
    final MetricSummary summary = MetricSummary.of(new HistogramSum().merge(histogram), 0, 0.25, 1);

    // Then
    assertThat(summary.count()).isEqualTo(4);
    assertThat(summary.sum()).isEqualTo(100);
    assertThat(summary.avg()).isEqualTo(25);
    assertThat(summary.min()).isEqualTo(10);
    assertThat(summary.max()).isEqualTo(40);
    assertThat(summary.median()).isCloseTo(20, within(0.2));
    assertThat(summary.p95()).isEqualTo(40);
    assertThat(summary.p99()).isEqualTo(40);
    assertThat(summary.stddev()).isCloseTo(Math.sqrt(125), within(1e-9));
    assertThat(summary.quantiles()).containsEntry(0.0, 10.0).containsEntry(1.0, 40.0);
    assertThat(summary.quantiles().get(0.25)).isEqualTo(10);
  }

  @Test
  void shouldTakeTheLeastValueThatEnoughOthersDoNotExceed() {
    // Given
    final byte[] hundred = histogram(DoubleStream.iterate(1, v -> v + 1).limit(100).toArray());

    // When
    final double p95 = FlatHistogram.quantile(hundred, 0.95);
    final double p07 = FlatHistogram.quantile(hundred, 0.07);

    // Then
    assertThat(p95).isCloseTo(95, within(0.95));
    assertThat(p07).isCloseTo(7, within(0.07));
  }

  @Test
  void shouldTakeAQuantileAsTheDecimalNumberThatItIsWrittenAs() {
    // Given: 0.17 * 300 is 51.00000000000001 in doubles, and the 51st of 300 is the last small one
    final byte[] histogram =
        histogram(IntStream.range(0, 300).mapToDouble(i -> i < 51 ? 1 : 1_000).toArray());

    // When
    final double p17 = FlatHistogram.quantile(histogram, 0.17);

    // Then
    assertThat(p17).isCloseTo(1, within(0.01));
  }

  @Test
  void shouldKeepZerosApartAndExact() {
    // When
    final byte[] histogram = histogram(0, 0, 0, 5);

    // Then
    assertThat(FlatHistogram.quantile(histogram, 0.5)).isZero();
    assertThat(FlatHistogram.quantile(histogram, 0.75)).isZero();
    assertThat(FlatHistogram.quantile(histogram, 0.76)).isEqualTo(5);
    assertThat(FlatHistogram.count(histogram)).isEqualTo(4);
  }

  @Test
  void shouldNotChangeTheArrayItWasGiven() {
    // Given
    final byte[] before = histogram(1, 2, 3);
    final byte[] copy = before.clone();

    // When
    final byte[] after = FlatHistogram.add(before, 2);

    // Then
    assertThat(before).isEqualTo(copy);
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void shouldWidenItsCountersWhenOneIsFull() {
    // Given
    byte[] histogram = null;

    // When
    for (int i = 0; i < 70_000; i++) {
      histogram = FlatHistogram.add(histogram, 7);
      if (i == 254) {
        assertThat(histogram[1]).isEqualTo((byte) 1);
      }
      if (i == 255) {
        assertThat(histogram[1]).isEqualTo((byte) 2);
      }
    }

    // Then
    assertThat(histogram[1]).isEqualTo((byte) 4);
    assertThat(FlatHistogram.count(histogram)).isEqualTo(70_000);
  }

  @Test
  void shouldCollapseTheLowestBinsWhenValuesAreTooFarApart() {
    // When
    final byte[] histogram = histogram(0.000001, 0.000002, 1, 9e12, 9e12, 9e12);

    // Then
    assertThat(histogram.length).isEqualTo(FlatHistogram.MIN_LENGTH + FlatHistogram.MAX_BINS);
    assertThat(FlatHistogram.quantile(histogram, 0)).isEqualTo(0.000001);
    assertThat(FlatHistogram.quantile(histogram, 0.5)).isCloseTo(1, within(0.01));
    assertThat(FlatHistogram.quantile(histogram, 0.9)).isCloseTo(9e12, within(9e10));
  }

  @Test
  void shouldSumTheLargestValuesExactlyWhereADoubleCouldNot() {
    // Given
    byte[] histogram = histogram(0.000001);
    for (int i = 0; i < 1_000; i++) {
      histogram = FlatHistogram.add(histogram, 9e12);
    }
    final HistogramSum sum = new HistogramSum().merge(histogram);

    // When
    final double deviation = sum.standardDeviation();

    // Then: of 1000 equal values and one near zero
    assertThat(sum.sum()).isEqualTo(9e15);
    assertThat(deviation).isCloseTo(9e12 * Math.sqrt(1_000) / 1_001, within(1.0));
  }

  @Test
  void shouldFindNoSpreadInEqualValuesHoweverLarge() {
    // Given
    final byte[] histogram = histogram(1e9 + 0.1, 1e9 + 0.1, 1e9 + 0.1);

    // When
    final double deviation = new HistogramSum().merge(histogram).standardDeviation();

    // Then
    assertThat(deviation).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        -1,
        -0.0000001,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        9.1e12
      })
  void shouldRefuseWhatItCannotHold(final double value) {
    // When // Then
    assertThatThrownBy(() -> FlatHistogram.add(null, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(value));
  }

  @Test
  void shouldRefuseEveryByteThatWasChanged() {
    // Given
    final byte[] histogram = histogram(0, 0.5, 12, 12, 1_000);

    for (int at = 0; at < histogram.length; at++) {
      final byte[] damaged = histogram.clone();
      damaged[at] ^= 0x10;

      // When // Then
      assertThatThrownBy(() -> FlatHistogram.quantile(damaged, 0.5))
          .as("byte %d", at)
          .isInstanceOf(CorruptStateException.class);
      assertThatThrownBy(() -> FlatHistogram.add(damaged, 1))
          .as("byte %d", at)
          .isInstanceOf(CorruptStateException.class);
    }
  }

  @Test
  void shouldRefuseEveryPartOfItself() {
    // Given
    final byte[] histogram = histogram(0, 0.5, 12, 12, 1_000);

    for (int length = 0; length < histogram.length; length++) {
      final byte[] part = java.util.Arrays.copyOf(histogram, length);

      // When // Then
      assertThatThrownBy(() -> FlatHistogram.merge(part, histogram))
          .as("%d bytes", length)
          .isInstanceOf(CorruptStateException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void shouldRefuseAQuantileThatDoesNotExist(final double q) {
    // Given
    final byte[] histogram = histogram(1);

    // When // Then
    assertThatThrownBy(() -> FlatHistogram.quantile(histogram, q))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static byte[] histogram(final double... values) {
    byte[] histogram = null;
    for (final double value : values) {
      histogram = FlatHistogram.add(histogram, value);
    }
    return histogram;
  }
}
