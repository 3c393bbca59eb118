package com.nexora.streams.bench.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void shouldTakeTheNearestRankWhateverTheOrder() {
    // Given
    final long[] downwards =
        LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000).toArray();

    // When
    final Latencies latencies = Latencies.of(downwards, 1_000_000_000);

    // Then
    assertThat(latencies.millis(0.5)).isEqualTo(100);
    assertThat(latencies.millis(0.99)).isEqualTo(198);
    assertThat(latencies.millis(1)).isEqualTo(200);
  }

  @Test
  void shouldDivideByTheTimeInWhichAllWereAsked() {
    // Given
    final long[] four = {1, 2, 3, 4};

    // When
    final double perSecond = Latencies.of(four, 2_000_000_000).perSecond();

    // Then
    assertThat(perSecond).isEqualTo(2);
  }

  @Test
  void shouldRefuseToSpeakOfNothing() {
    // When, Then
    assertThatThrownBy(() -> Latencies.of(new long[0], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing was asked");
  }
}
