package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class PaneSweepTest {

  private static final long MINUTE = PaneKey.MINUTE_MS;
  private static final long RETENTION = 100 * MINUTE;

  private final KeyValueStore<Bytes, byte[]> panes = Stores.inMemoryKeyValueStore("panes").get();

  PaneSweepTest() {
    panes.init(new MockProcessorContext<>().getStateStoreContext(), panes);
  }

  @Test
  void shouldReachEveryExpiredPaneInBoundedSteps() {
    // Given
    for (int owner = 0; owner < 50; owner++) {
      for (int minute = 0; minute < 10; minute++) {
        add("owner-" + owner, minute * MINUTE, minute * MINUTE);
      }
      add("owner-" + owner, 99 * MINUTE, 99 * MINUTE);
    }
    final PaneSweep sweep = new PaneSweep(panes, RETENTION, 0, 16);

    // When
    int deleted = 0;
    int runs = 0;
    while (deleted < 500 && runs < 100) {
      final int now = sweep.run(RETENTION + 10 * MINUTE);
      assertThat(now).isLessThanOrEqualTo(16);
      deleted += now;
      runs++;
    }

    // Then
    assertThat(deleted).isEqualTo(500);
    assertThat(panes.approximateNumEntries()).isEqualTo(50);
    assertThat(runs).isLessThan(60);
  }

  @Test
  void shouldKeepAnOldMinuteThatGotAnEventLately() {
    // Given
    add("owner", 0, 0);
    add("owner", MINUTE, RETENTION);
    add("owner", 2 * MINUTE, 2 * MINUTE);

    // When
    final int deleted = new PaneSweep(panes, RETENTION, 0, 100).run(RETENTION + 3 * MINUTE);

    // Then
    assertThat(deleted).isEqualTo(2);
    assertThat(panes.get(key("owner", MINUTE))).isNotNull();
  }

  @Test
  void shouldExpireAMinuteAheadOfItsArrivalByItsArrival() {
    // Given: the source's clock is five minutes ahead
    add("owner", 5 * MINUTE, 0);

    // When
    final int deleted = new PaneSweep(panes, RETENTION, 5 * MINUTE, 100).run(RETENTION + 1);

    // Then
    assertThat(deleted).isEqualTo(1);
  }

  @Test
  void shouldDoNothingInAnEmptyStore() {
    // When
    final int deleted = new PaneSweep(panes, RETENTION, 0, 100).run(Long.MAX_VALUE);

    // Then
    assertThat(deleted).isZero();
  }

  private void add(final String owner, final long start, final long arrival) {
    panes.put(
        key(owner, start),
        Pane.add(
            null,
            arrival,
            new EventMetrics.Measured(EventMetrics.Outcome.NONE, List.of(), List.of(), false)));
  }

  private static Bytes key(final String owner, final long start) {
    return Bytes.wrap(
        PaneKey.of(owner.getBytes(java.nio.charset.StandardCharsets.UTF_8), PaneKey.MINUTE, start));
  }
}
