package com.nexora.streams.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class IntakeTest {

  private static final Map<Integer, Long> ENDS = Map.of(0, 10L, 1, 20L);

  @Test
  void shouldTellWhereItStoppedInEachPartition() {
    // Given
    final Intake intake = Intake.closable();
    final boolean before = intake.admits(0, 6);
    intake.stop();

    // When
    final boolean after = intake.admits(0, 7) || intake.admits(0, 8) || intake.admits(1, 0);

    // Then
    assertThat(before).isTrue();
    assertThat(after).isFalse();
    assertThat(intake.taken(ENDS)).isEqualTo(Map.of(0, 7L, 1, 0L));
  }

  @Test
  void shouldHaveTakenAllWhenNothingCameAfterTheStop() {
    // Given
    final Intake intake = Intake.closable();

    // When
    intake.stop();

    // Then
    assertThat(intake.taken(ENDS)).isEqualTo(ENDS);
  }

  @Test
  void shouldGoOnWhereItCannotStop() {
    // Given
    final Intake intake = Intake.open();

    // When
    intake.stop();

    // Then
    assertThat(intake.admits(0, 3)).isTrue();
    assertThat(intake.taken(ENDS)).isEqualTo(ENDS);
  }
}
