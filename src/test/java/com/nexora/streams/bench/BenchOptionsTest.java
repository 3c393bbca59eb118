package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchOptionsTest {

  @Test
  void shouldWarmUpWithAtLeastHalfAMillionEventsUnlessToldOtherwise() {
    // Given nothing
    // When
    final BenchOptions options = BenchOptions.full().checked();

    // Then
    assertThat(options.warmup()).isGreaterThanOrEqualTo(500_000);
    assertThat(options.agents()).containsExactly(1_000, 10_000);
  }

  @Test
  void shouldSayWhatToGiveWhenTheWarmUpTakesAll() {
    // Given
    final BenchOptions options =
        new BenchOptions(List.of(1), 100, 100, 1, List.of(), 1, false, null, false);

    // When
    // Then
    assertThatThrownBy(options::checked)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--events 100 leaves nothing to measure after --warmup 100");
  }

  @Test
  void shouldRefuseToMeasureNoAgent() {
    // Given
    final BenchOptions options =
        new BenchOptions(List.of(1_000, 0), 100, 10, 1, List.of(), 1, false, null, false);

    // When
    // Then
    assertThatThrownBy(options::checked).hasMessageContaining("--agents");
  }
}
