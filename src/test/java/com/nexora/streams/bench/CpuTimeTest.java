package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CpuTimeTest {

  private static final String STAT =
      "77 (GC Thread#1 (x)) S 1 77 77 0 -1 4194368 120 0 0 0 1234 66 0 0 20 0 30 0 99 1 2";

  @Test
  void shouldAddUserAndSystemTimeOfAThread() {
    // Given a line of the kernel's, with brackets in the name
    // When
    final long ticks = CpuTime.ticks(STAT);

    // Then
    assertThat(ticks).isEqualTo(1_300);
  }

  @Test
  void shouldReadTheNameOfAThreadWithBracketsInIt() {
    // Given a line of the kernel's
    // When
    final String name = CpuTime.name(STAT);

    // Then
    assertThat(name).isEqualTo("GC Thread#1 (x)");
  }

  @Test
  void shouldTellTheTimeOfThisThread() {
    // Given a thread that runs
    // When
    final var kinds = CpuTime.byThreadKind();

    // Then
    assertThat(kinds.get("main")).isPositive();
  }
}
