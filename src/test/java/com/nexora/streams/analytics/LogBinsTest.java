package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogBinsTest {

  @Test
  void shouldPutEveryValueIntoTheBinThatExactArithmeticSays() {
    // Given
    final Random random = new Random(42);

    for (int i = 0; i < 2_000; i++) {
      final long value = 1 + (random.nextLong() >>> (1 + random.nextInt(63))) % LogBins.MAX_VALUE;

      // When
      final int bin = LogBins.of(value);

      // Then: 2^bin <= value^35 < 2^(bin + 1)
      assertThat(BigInteger.valueOf(value).pow(LogBins.PER_DOUBLING).bitLength() - 1)
          .as("bin of %d", value)
          .isEqualTo(bin);
    }
  }

  @Test
  void shouldBeginEveryBinAtItsLowestValueAndEndTheOneBeforeThere() {
    for (int bin = 1; bin <= LogBins.LAST_BIN; bin++) {
      // When
      final long low = LogBins.low(bin);

      // Then
      assertThat(LogBins.of(low)).isGreaterThanOrEqualTo(bin);
      if (low > 1) {
        assertThat(LogBins.of(low - 1)).isLessThan(bin);
      }
    }
  }

  @Test
  void shouldStandForEveryValueOfABinWithinOnePercent() {
    for (int bin = 0; bin <= LogBins.LAST_BIN; bin++) {
      final long low = LogBins.low(bin);
      if (LogBins.of(low) != bin) {
        continue; // no whole number lies in it
      }

      // When
      final double middle = LogBins.middle(bin);

      // Then
      final long high = bin == LogBins.LAST_BIN ? LogBins.MAX_VALUE : LogBins.low(bin + 1) - 1;
      assertThat(Math.abs(middle - low) / low).as("bin %d", bin).isLessThan(0.00991);
      assertThat(Math.abs(middle - high) / high).as("bin %d", bin).isLessThan(0.00991);
    }
  }

  @Test
  void shouldGiveTheSmallestAndTheLargestValueABin() {
    // When
    final int first = LogBins.of(1);
    final int last = LogBins.of(LogBins.MAX_VALUE);

    // Then
    assertThat(first).isZero();
    assertThat(last).isEqualTo(LogBins.LAST_BIN).isEqualTo(2_203);
  }
}
