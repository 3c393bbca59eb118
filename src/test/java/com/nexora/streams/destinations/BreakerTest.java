package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BreakerTest {

  private final AtomicLong now = new AtomicLong(1_000);
  private final Breaker breaker = new Breaker(now::get, () -> 1.0);

  @Test
  void shouldWaitDoubleAfterEachFailureUpToAMinute() {
    // Given
    final List<Long> waits = new ArrayList<>();

    // When
    for (int i = 0; i < 12; i++) {
      breaker.failed(0);
      waits.add(breaker.waitMs());
      now.addAndGet(breaker.waitMs());
    }

    // Then
    assertThat(waits)
        .containsExactly(
            200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 51_200L, 60_000L, 60_000L,
            60_000L);
  }

  @Test
  void shouldOpenAfterFiveFailuresAndCloseAfterOneSuccess() {
    // Given
    for (int i = 0; i < 4; i++) {
      breaker.failed(0);
    }
    final boolean before = breaker.isOpen();
    breaker.failed(0);
    final boolean after = breaker.isOpen();

    // When
    breaker.succeeded();

    // Then
    assertThat(before).isFalse();
    assertThat(after).isTrue();
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.waitMs()).isZero();
  }

  @Test
  void shouldWaitAsLongAsTheOtherSideAsksButNotForEver() {
    // When
    breaker.failed(30_000);
    final long asked = breaker.waitMs();
    breaker.failed(Long.MAX_VALUE);

    // Then
    assertThat(asked).isEqualTo(30_000);
    assertThat(breaker.waitMs()).isEqualTo(600_000);
  }

  @Test
  void shouldSpreadWaitsBetweenHalfAndWhole() {
    // Given
    final Breaker early = new Breaker(now::get, () -> 0.0);

    // When
    early.failed(0);

    // Then
    assertThat(early.waitMs()).isEqualTo(100);
  }
}
