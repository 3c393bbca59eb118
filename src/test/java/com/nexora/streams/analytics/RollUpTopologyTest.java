package com.nexora.streams.analytics;

import static com.nexora.streams.testkit.Events.agentEvent;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ticks make of panes. The kit starts at a full hour. */
class RollUpTopologyTest {

  private static final long START = TopologyTestKit.START.toEpochMilli();
  private static final PaneSeries AGENT = PaneSeries.entity("tenant-a", "entity-1");
  private static final PaneSeries TENANT = PaneSeries.tenant("tenant-a");
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new AnalyticsTopology(rooms.settings(), rooms.serdes())
                  .addTo(rooms.builder(), rooms.agents()));
  private final KeyValueStore<Bytes, byte[]> panes = kit.keyValueStore(Stores.METRIC_PANES);
  private final KeyValueStore<Bytes, byte[]> owners = kit.keyValueStore(Stores.METRIC_OWNERS);
  private final PanesReader reader = new PanesReader(panes);
  private final MetricsReader metrics = new MetricsReader(List.of(panes));

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldRollUpAQuarterWhereNothingButTimePasses() {
    // Given
    event(0, 10);
    event(14, 30);

    // When
    ticks(minutes(18));

    // Then
    assertThat(starts(AGENT, Resolution.QUARTER)).containsExactly(START);
    assertThat(starts(TENANT, Resolution.QUARTER)).containsExactly(START);
    assertThat(quarter(0)).isEqualTo(Pane.merge(minute(0), minute(14)));
  }

  @Test
  void shouldNotRollUpAQuarterBeforeItsTime() {
    // Given
    event(0, 10);

    // When
    ticks(minutes(16));

    // Then
    assertThat(starts(AGENT, Resolution.QUARTER)).isEmpty();
  }

  @Test
  void shouldWaitWithARollUpAsLongAsEventsArrive() {
    // Given
    event(0, 10);
    ticks(minutes(16));
    event(1, 10);

    // When
    ticks(minutes(1));

    // Then
    assertThat(starts(AGENT, Resolution.QUARTER)).isEmpty();
    ticks(minutes(2));
    assertThat(Pane.events(quarter(0))).isEqualTo(2);
  }

  @Test
  void shouldRollUpAnHourOfAllItsQuarters() {
    // Given
    event(0, 10);
    ticks(minutes(20));
    event(20, 20);
    ticks(minutes(35));
    event(55, 40);

    // When
    ticks(minutes(10));

    // Then
    assertThat(starts(AGENT, Resolution.QUARTER))
        .containsExactly(START, START + ms(15), START + ms(45));
    assertThat(hour()).isEqualTo(Pane.merge(Pane.merge(quarter(0), quarter(15)), quarter(45)));
  }

  @Test
  void shouldCountALateEventInItsMinuteAndInWhateverHoldsItAlready() {
    // Given
    event(0, 10);
    ticks(minutes(65));

    // When
    event(3, 50);
    event(0, 70);
    event(40, 90);

    // Then
    assertThat(Pane.events(minute(0))).isEqualTo(2);
    assertThat(Pane.events(minute(3))).isEqualTo(1);
    assertThat(quarter(0)).isEqualTo(Pane.merge(minute(0), minute(3)));
    assertThat(quarter(30)).isEqualTo(minute(40));
    assertThat(hour()).isEqualTo(Pane.merge(quarter(0), quarter(30)));
    assertThat(Pane.events(required(reader.get(TENANT, Resolution.HOUR, START)))).isEqualTo(4);
  }

  @Test
  void shouldForgetMinutesOnceTheirHourHadNoEventForLong() {
    // Given
    event(0, 10);
    event(40, 10);
    ticks(minutes(90));
    event(50, 10);

    // When
    ticks(minutes(175));

    // Then
    assertThat(starts(AGENT, Resolution.MINUTE)).hasSize(3);
    ticks(minutes(10));
    assertThat(starts(AGENT, Resolution.MINUTE)).isEmpty();
    assertThat(starts(AGENT, Resolution.QUARTER)).hasSize(3);
    assertThat(expired()).isEqualTo(6);
  }

  @Test
  void shouldCountAnEventWhoseMinutesAreForgottenInTheRollUpsOnly() {
    // Given
    event(0, 10);
    ticks(Duration.ofHours(5));

    // When
    event(3, 50);
    event(40, 90);

    // Then
    assertThat(starts(AGENT, Resolution.MINUTE)).isEmpty();
    assertThat(Pane.events(quarter(0))).isEqualTo(2);
    assertThat(Pane.events(quarter(30))).isEqualTo(1);
    assertThat(Pane.events(hour())).isEqualTo(3);
  }

  @Test
  void shouldCountAnEventWhoseQuartersAreForgottenInItsHourOnly() {
    // Given
    event(0, 10);
    ticks(Duration.ofDays(3), minutes(10));

    // When
    event(3, 50);

    // Then
    assertThat(starts(AGENT, Resolution.QUARTER)).isEmpty();
    assertThat(starts(AGENT, Resolution.MINUTE)).isEmpty();
    assertThat(Pane.events(hour())).isEqualTo(2);
  }

  @Test
  void shouldLeaveNothingOfAnOwnerWhoseLastPaneIsGone() {
    // Given
    event(0, 10);
    kit.agents().pipe(agentEvent("tool.completed").payload("{\"tool\":\"search\"}"));

    // When
    ticks(Duration.ofDays(9), minutes(10));

    // Then
    assertThat(keys(panes)).isEmpty();
    assertThat(kinds(owners)).doesNotContain('d', 's', 'R');
  }

  @Test
  void shouldKeepOneDueEntryForEachHourOfAnOwnerAndOneForItsJudgement() {
    // When
    for (int minute = 0; minute < 180; minute++) {
      event(minute, 10);
      ticks(minutes(1));
    }

    // Then: agent and tenant have three hours, the agent also a minute that is not judged
    assertThat(kinds(owners).stream().filter(kind -> kind == 'd')).hasSize(3 + 3 + 1);
  }

  @Test
  void shouldWidenAWindowToWhatIsKeptAndSaySo() {
    // Given
    event(2, 10);
    event(10, 20);
    event(20, 40);

    // When
    ticks(Duration.ofHours(5));

    // Then
    final WindowMetrics minute =
        metrics.entity("tenant-a", "entity-1", Window.ONE_MINUTE, START + ms(10));
    assertThat(minute.from()).isEqualTo(START);
    assertThat(minute.to()).isEqualTo(START + ms(15));
    assertThat(minute.eventsProcessed()).isEqualTo(2);
    ticks(Duration.ofDays(3), minutes(10));
    final WindowMetrics hour =
        metrics.entity("tenant-a", "entity-1", Window.ONE_MINUTE, START + ms(10));
    assertThat(hour.to() - hour.from()).isEqualTo(ms(60));
    assertThat(hour.eventsProcessed()).isEqualTo(3);
  }

  @Test
  void shouldAnswerASeriesOfMinutesInQuartersWhereTheMinutesAreGone() {
    // Given
    event(2, 10);
    event(20, 40);
    ticks(Duration.ofHours(5));

    // When
    final List<WindowMetrics> series =
        metrics.entitySeries("tenant-a", "entity-1", START, START + ms(30), minutes(1));

    // Then
    assertThat(series).extracting(WindowMetrics::eventsProcessed).containsExactly(1L, 1L);
    assertThat(series).extracting(WindowMetrics::from).containsExactly(START, START + ms(15));
  }

  @Test
  void shouldRollUpAndForgetHistoryByItsArrival() {
    // Given: three hours of two days ago arrive now
    final long past = -Duration.ofDays(2).toMinutes();
    for (int minute = 179; minute >= 0; minute--) {
      event(past + minute, 10);
    }

    // When
    ticks(minutes(5));

    // Then
    assertThat(starts(AGENT, Resolution.HOUR)).hasSize(3);
    assertThat(starts(AGENT, Resolution.QUARTER)).hasSize(12);
    assertThat(starts(AGENT, Resolution.MINUTE)).hasSize(180);
    ticks(minutes(180));
    assertThat(starts(AGENT, Resolution.MINUTE)).isEmpty();
    assertThat(starts(AGENT, Resolution.HOUR)).hasSize(3);
    assertThat(kinds(owners).stream().filter(kind -> kind == 'd')).hasSize(6);
  }

  private void event(final long minute, final long durationMs) {
    kit.agents().pipe(agentEvent("task.completed").durationMs(durationMs).after(minutes(minute)));
  }

  private void ticks(final Duration time) {
    kit.tickFor(time, EVERY);
  }

  private void ticks(final Duration time, final Duration every) {
    kit.tickFor(time, every);
  }

  private long expired() {
    return kit.count(AnalyticsMetrics.GROUP, "expired-panes-total", Map.of());
  }

  private byte[] minute(final int minute) {
    return required(reader.get(AGENT, Resolution.MINUTE, START + ms(minute)));
  }

  private byte[] quarter(final int minute) {
    return required(reader.get(AGENT, Resolution.QUARTER, START + ms(minute)));
  }

  private byte[] hour() {
    return required(reader.get(AGENT, Resolution.HOUR, START));
  }

  private List<Long> starts(final PaneSeries series, final Resolution resolution) {
    return reader.list(series, resolution, Long.MIN_VALUE, Long.MAX_VALUE).stream()
        .map(PanesReader.Entry::start)
        .toList();
  }

  private static byte[] required(final byte[] pane) {
    assertThat(pane).as("pane").isNotNull();
    return pane;
  }

  private static Duration minutes(final long minutes) {
    return Duration.ofMinutes(minutes);
  }

  private static long ms(final long minutes) {
    return minutes * PaneKey.MINUTE_MS;
  }

  private static List<Character> kinds(final KeyValueStore<Bytes, byte[]> store) {
    return keys(store).stream().map(key -> (char) key.get()[0]).toList();
  }

  private static List<Bytes> keys(final KeyValueStore<Bytes, byte[]> store) {
    final List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }
}
