package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class RetrySettingsTest {

  private static final RetrySettings DEFAULTS = RetrySettings.defaults();

  @Property(tries = 200)
  void shouldPauseOneTwoAndFourSecondsAndUpToAFifthLess(
      @ForAll @IntRange(max = 2) final int retry, @ForAll final int spread) {
    final long whole = 1_000L << retry;

    assertThat(DEFAULTS.pauseMs(retry, spread))
        .isBetween(whole * 4 / 5, whole)
        .isEqualTo(DEFAULTS.pauseMs(retry, spread));
  }

  @Example
  void shouldSpreadWhatFailsTogether() {
    // When
    final long different =
        java.util.stream.IntStream.range(0, 100)
            .mapToLong(spread -> DEFAULTS.pauseMs(0, spread))
            .distinct()
            .count();

    // Then
    assertThat(different).isGreaterThan(10);
  }

  @Property(tries = 200)
  void shouldNeverPauseForLongerThanTheLongestPause(
      @ForAll @IntRange(max = 99) final int retry, @ForAll final int spread) {
    final RetrySettings settings =
        new RetrySettings(100, Duration.ofHours(1), Duration.ofSeconds(5), 1, 1);

    assertThat(settings.pauseMs(retry, spread)).isBetween(4_000L, 5_000L);
  }

  @Property(tries = 200)
  void shouldAlwaysLeaveOneTry(@ForAll @LongRange(min = 0) final long waited) {
    assertThat(DEFAULTS.missed(waited)).isEqualTo(waited < 1_000 ? 0 : waited < 3_000 ? 1 : 2);
  }
}
