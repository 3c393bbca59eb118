package com.nexora.streams.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.EventFold;
import com.nexora.streams.analytics.MetricPaths;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class WorkloadTest {

  private static final long FROM = 1_700_000_000_000L;
  private static final long SPAN = 300_000;

  @Test
  void shouldMakeTheSameEventsAgain() {
    // Given
    final Workload first = new Workload(20, 500, FROM, SPAN);
    final Workload second = new Workload(20, 500, FROM, SPAN);

    // When
    while (first.hasNext()) {
      // Then
      assertThat(second.event(second.next())).isEqualTo(first.event(first.next()));
    }
    assertThat(second.hasNext()).isFalse();
  }

  @Test
  void shouldWritePayloadsThatOurReaderReadsAsTheyWereMade() {
    // Given
    final Workload workload = new Workload(20, 500, FROM, SPAN);
    final EventFold fold = new EventFold(MetricPaths.defaults());
    while (workload.hasNext()) {
      final Workload.Drawn drawn = workload.next();
      final Map<String, Double> values = new HashMap<>();

      // When
      fold.read(workload.event(drawn));

      // Then
      fold.forEachValue(values::put);
      assertThat(fold.outcome()).isEqualTo(drawn.failed() ? -1 : 1);
      assertThat(values).containsOnlyKeys("responseTime", "tokens", "cost");
      assertThat(values.get("responseTime")).isEqualTo(drawn.responseMicros() / 1e3, near());
      assertThat(values.get("tokens")).isEqualTo(drawn.tokens(), near());
      assertThat(values.get("cost")).isEqualTo(drawn.costMicros() / 1e6, near());
    }
  }

  @Test
  void shouldStayWithinItsTimeAndUseNoIdTwice() {
    // Given
    final Workload workload = new Workload(20, 2_000, FROM, SPAN);
    final Set<String> ids = new HashSet<>();
    final Set<String> types = new HashSet<>();

    // When
    while (workload.hasNext()) {
      final AgentEvent event = workload.event(workload.next());
      ids.add(event.getEventId());
      types.add(event.getEventType());
      // Then
      assertThat(event.getTimestamp()).isBetween(FROM - 2_000, FROM + SPAN);
    }
    assertThat(ids).hasSize(2_000);
    assertThat(types).containsOnly("performance.metric", "task.completed");
  }

  private static Offset<Double> near() {
    return Offset.offset(1e-6);
  }
}
