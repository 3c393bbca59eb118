package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SpreadTest {

  @Test
  void shouldTakeTheMiddleOneOfAnOddNumber() {
    // Given
    final double[] values = {9, 1, 4};

    // When
    final Spread spread = Spread.of(values);

    // Then
    assertThat(spread).isEqualTo(new Spread(1, 4, 9, 3));
  }

  @Test
  void shouldTakeTheMeanOfTheTwoInTheMiddleOfAnEvenNumber() {
    // Given
    final double[] values = {8, 1, 4, 3};

    // When
    final Spread spread = Spread.of(values);

    // Then
    assertThat(spread).isEqualTo(new Spread(1, 3.5, 8, 4));
  }

  @Test
  void shouldRefuseToTellAboutNothing() {
    // Given no value
    // When
    // Then
    assertThatThrownBy(Spread::of).hasMessageContaining("nothing was measured");
  }
}
