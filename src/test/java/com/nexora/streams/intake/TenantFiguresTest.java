package com.nexora.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.nexora.streams.intake.TenantFigures.Count;
import com.nexora.streams.intake.TenantFigures.Snapshot;
import org.junit.jupiter.api.Test;

final class TenantFiguresTest {

  private static final long START = 1_767_600_000_000L;

  private final TenantFigures figures = new TenantFigures(START);

  @Test
  void shouldTellTheRateOfTheLastMinuteOnly() {
    // Given
    for (int second = 0; second < 120; second++) {
      for (int i = 0; i < (second < 60 ? 50 : 5); i++) {
        figures.accepted("T", "S", 1_000_000, START + second * 1_000L);
      }
    }

    // When
    final Snapshot now = figures.at(START + 119_999, 10);

    // Then
    assertThat(now.eventsPerSecond()).isCloseTo(5, within(0.01));
    assertThat(now.accepted()).isEqualTo(60 * 55);
  }

  @Test
  void shouldTellLatenciesWithinATenth() {
    // Given
    for (int i = 1; i <= 1_000; i++) {
      figures.accepted("T", "S", i * 100_000L, START + 10);
    }

    // When
    final Snapshot now = figures.at(START + 20, 10);
    final Snapshot later = figures.at(START + 300_000, 10);

    // Then
    assertThat(now.p50Ms()).isBetween(50.0, 55.1);
    assertThat(now.p95Ms()).isBetween(95.0, 104.6);
    assertThat(now.p99Ms()).isBetween(99.0, 109.0);
    assertThat(later.p50Ms()).isNaN();
    assertThat(later.eventsPerSecond()).isZero();
  }

  @Test
  void shouldCountWhatComesMostAndNotGrowWithWhatIsMadeUp() {
    // Given
    for (int i = 0; i < 10_000; i++) {
      figures.accepted(i % 2 == 0 ? "OFTEN" : "T" + i, "S", 1, START);
      figures.refused("R" + i);
    }

    // When
    final Snapshot now = figures.at(START, 1_000);

    // Then
    assertThat(now.topTypes()).hasSize(TenantFigures.MAX_NAMES + 1);
    assertThat(now.topTypes().get(0)).isEqualTo(new Count("OFTEN", 5_000));
    assertThat(now.topTypes().stream().mapToLong(Count::count).sum()).isEqualTo(10_000);
    assertThat(now.refusals()).hasSize(TenantFigures.MAX_NAMES + 1);
  }
}
