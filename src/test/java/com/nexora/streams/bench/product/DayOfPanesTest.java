package com.nexora.streams.bench.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.analytics.EventFold;
import com.nexora.streams.analytics.WindowMetrics;
import com.nexora.streams.catalogue.EntityKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DayOfPanesTest {

  private static final long DAY = 86_400_000;

  @Test
  void shouldHoldEveryEventOfTheDayInItsQuartersAndInItsHours() {
    // Given
    final DayOfPanes day = DayOfPanes.of(1, 20_000 * DAY, 3);

    // When
    final Map<DayOfPanes.Kind, List<byte[]>> panes = panes(day);

    // Then
    assertThat(panes.get(DayOfPanes.Kind.MINUTE)).hasSize(DayOfPanes.MINUTES_KEPT);
    assertThat(panes.get(DayOfPanes.Kind.QUARTER)).hasSize(96);
    assertThat(panes.get(DayOfPanes.Kind.HOUR)).hasSize(24);
    assertThat(window(panes, DayOfPanes.Kind.MINUTE).eventsProcessed())
        .isEqualTo(60 * DayOfPanes.MINUTES_KEPT);
    assertThat(window(panes, DayOfPanes.Kind.QUARTER).metrics())
        .isEqualTo(window(panes, DayOfPanes.Kind.HOUR).metrics())
        .containsOnlyKeys("cost", "responseTime", "tokens");
    assertThat(window(panes, DayOfPanes.Kind.HOUR).eventsProcessed()).isEqualTo(86_400);
  }

  @Test
  void shouldMeasureResponseTimeAloneWhenAskedForOneMetric() {
    // Given
    final DayOfPanes day = DayOfPanes.of(1, 20_000 * DAY, 1);

    // When
    final WindowMetrics window = window(panes(day), DayOfPanes.Kind.HOUR);

    // Then
    assertThat(window.metrics()).containsOnlyKeys("responseTime");
  }

  private static Map<DayOfPanes.Kind, List<byte[]>> panes(final DayOfPanes day) {
    final Map<DayOfPanes.Kind, List<byte[]>> panes = new EnumMap<>(DayOfPanes.Kind.class);
    day.forEach(
        EntityKey.bytes("acme", "agent"),
        (kind, key, value) -> panes.computeIfAbsent(kind, k -> new ArrayList<>()).add(value));
    return panes;
  }

  private static WindowMetrics window(
      final Map<DayOfPanes.Kind, List<byte[]>> panes, final DayOfPanes.Kind kind) {
    return EventFold.window(20_000 * DAY, 20_001 * DAY, panes.get(kind));
  }
}
