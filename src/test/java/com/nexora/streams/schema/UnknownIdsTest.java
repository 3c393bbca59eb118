package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnknownIdsTest {

  private final AtomicLong now = new AtomicLong(-5);
  private final UnknownIds ids = new UnknownIds(Duration.ofSeconds(10), now::get);

  @Test
  void shouldForgetAnIdAfterItsTime() {
    // Given
    ids.add(7);
    now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    assertThat(ids.contains(7)).isTrue();

    // When
    now.addAndGet(1);

    // Then
    assertThat(ids.contains(7)).isFalse();
  }

  @Test
  void shouldSlowDownAFloodOfDifferentIds() {
    // Given
    IntStream.range(0, UnknownIds.PER_SECOND - 1).forEach(ids::add);
    assertThat(ids.delayNanos()).isZero();
    now.addAndGet(Duration.ofMillis(300).toNanos());

    // When
    ids.add(-1);

    // Then
    assertThat(ids.delayNanos()).isEqualTo(Duration.ofMillis(700).toNanos());
    now.addAndGet(Duration.ofMillis(700).toNanos());
    assertThat(ids.delayNanos()).isZero();
  }

  @Test
  void shouldNotSlowDownAFewMissesOverALongTime() {
    // Given
    for (int i = 0; i < 10 * UnknownIds.PER_SECOND; i++) {
      now.addAndGet(Duration.ofMillis(20).toNanos());
      ids.add(i);
    }

    // When
    final long delay = ids.delayNanos();

    // Then
    assertThat(delay).isZero();
  }
}
