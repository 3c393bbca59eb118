package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.nexora.streams.catalogue.EntityKey;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MetricsReaderTest {

  private static final long AT = Instant.parse("2026-03-01T12:34:56.789Z").toEpochMilli();
  private static final long MINUTE = PaneKey.MINUTE_MS;
  private static final long CURRENT = Instant.parse("2026-03-01T12:34:00Z").toEpochMilli();

  private final KeyValueStore<Bytes, byte[]> partition0 = newPartition();
  private final KeyValueStore<Bytes, byte[]> partition1 = newPartition();
  private final MetricsReader metrics = new MetricsReader(List.of(partition0, partition1));

  @Test
  void shouldEndEveryWindowWithTheMinuteAskedFor() {
    for (final Window window : EnumSet.complementOf(EnumSet.of(Window.ONE_DAY))) {
      // Given
      final KeyValueStore<Bytes, byte[]> store = newPartition();
      final long first = CURRENT - (window.minutes() - 1) * MINUTE;
      add(store, "t", "e", CURRENT, 1);
      add(store, "t", "e", first, 1);
      add(store, "t", "e", first - MINUTE, 1);
      add(store, "t", "e", CURRENT + MINUTE, 1);

      // When
      final WindowMetrics answer = new MetricsReader(List.of(store)).entity("t", "e", window, AT);

      // Then
      assertThat(answer.eventsProcessed()).as(window.label()).isEqualTo(2);
      assertThat(answer.to()).isEqualTo(CURRENT + MINUTE);
      assertThat(answer.from()).isEqualTo(first);
    }
  }

  @Test
  void shouldEndADayWithTheQuarterOfAnHourAskedFor() {
    // Given
    final long end = Instant.parse("2026-03-01T12:45:00Z").toEpochMilli();
    final long start = end - 1_440 * MINUTE;
    add(partition0, "t", "e", start, 1);
    add(partition0, "t", "e", end - MINUTE, 1);
    add(partition0, "t", "e", start - MINUTE, 1);
    add(partition0, "t", "e", end, 1);

    // When
    final WindowMetrics day = metrics.entity("t", "e", Window.ONE_DAY, AT);

    // Then
    assertThat(day.eventsProcessed()).isEqualTo(2);
    assertThat(day.from()).isEqualTo(start);
    assertThat(day.to()).isEqualTo(end);
  }

  @Test
  void shouldNotReachIntoEntitiesAndTenantsWhoseNamesBeginAlike() {
    // Given
    final List<String> alike = List.of("a", "a\0", "a\0\1", "a1", "ab", "a/b", "a\u00ff", "");
    for (final String entity : alike) {
      add(partition0, "t", entity, CURRENT, 1);
      add(partition0, "t1", entity, CURRENT, 1);
      add(partition0, "t/", entity, CURRENT, 1);
    }
    add(partition0, "t", "a", CURRENT, 1);

    // When
    final WindowMetrics answer = metrics.entity("t", "a", Window.ONE_DAY, AT);
    final WindowMetrics tenant = metrics.tenant("t", Window.ONE_DAY, AT);

    // Then: the pane with the empty entity is the tenant's
    assertThat(answer.eventsProcessed()).isEqualTo(2);
    assertThat(tenant.eventsProcessed()).isEqualTo(1);
  }

  @Test
  void shouldMergeATenantAcrossPartitions() {
    // Given
    add(partition0, "t", "", CURRENT, 10);
    add(partition1, "t", "", CURRENT, 30);
    add(partition1, "t", "", CURRENT - MINUTE, 50);

    // When
    final WindowMetrics tenant = metrics.tenant("t", Window.FIVE_MINUTES, AT, 0.5);

    // Then
    assertThat(tenant.eventsProcessed()).isEqualTo(3);
    assertThat(tenant.responseTimeP50Ms()).isCloseTo(30, within(0.3));
    assertThat(tenant.metrics().get("responseTime").quantiles()).containsOnlyKeys(0.5);
  }

  @Test
  void shouldCutASeriesIntoStepsAndMergePartitionsInEach() {
    // Given
    for (int minute = 0; minute < 10; minute++) {
      add(partition0, "t", "", CURRENT + minute * MINUTE, minute);
      add(partition1, "t", "", CURRENT + minute * MINUTE, 100 + minute);
    }

    // When
    final List<WindowMetrics> series =
        metrics.tenantSeries("t", AT, CURRENT + 12 * MINUTE, Duration.ofMinutes(5));

    // Then
    assertThat(series).extracting(WindowMetrics::eventsProcessed).containsExactly(10L, 10L, 0L);
    assertThat(series)
        .extracting(WindowMetrics::from)
        .containsExactly(CURRENT, CURRENT + 5 * MINUTE, CURRENT + 10 * MINUTE);
    assertThat(series.get(1).metrics().get("responseTime").min()).isEqualTo(5);
    assertThat(series.get(1).metrics().get("responseTime").max()).isEqualTo(109);
    assertThat(series.get(2).responseTimeP50Ms()).isNull();
  }

  @Test
  void shouldRefuseASeriesThatIsNotWholeMinutesOrTooLong() {
    // When // Then
    assertThatThrownBy(
            () -> metrics.entitySeries("t", "e", AT, AT + MINUTE, Duration.ofSeconds(90)))
        .hasMessageContaining("whole number of minutes");
    assertThatThrownBy(() -> metrics.entitySeries("t", "e", AT, AT, Duration.ofMinutes(1)))
        .hasMessageContaining("not after");
    assertThatThrownBy(
            () -> metrics.entitySeries("t", "e", 0, Long.MAX_VALUE, Duration.ofMinutes(1)))
        .hasMessageContaining("1970 to 9999");
    assertThatThrownBy(
            () ->
                metrics.entitySeries(
                    "t", "e", AT, AT + Duration.ofDays(8).toMillis(), Duration.ofMinutes(5)))
        .hasMessageContaining("at most 1500 points");
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void shouldMergeAFullDayOfPanesToTheSameNumbersAsOneHistogramOfAllItsValues() {
    // Given
    final Random random = new Random(1);
    byte[] all = null;
    for (int minute = 0; minute < 1_440; minute++) {
      for (int i = 0; i < 20; i++) {
        final double value = Math.exp(5 + 0.5 * random.nextGaussian());
        add(partition0, "t", "e", Window.ONE_DAY.end(AT) - (minute + 1) * MINUTE, value);
        all = FlatHistogram.add(all, value);
      }
    }

    // When
    final WindowMetrics day = metrics.entity("t", "e", Window.ONE_DAY, AT);

    // Then
    assertThat(day.eventsProcessed()).isEqualTo(28_800);
    assertThat(day.responseTimeP99Ms()).isEqualTo(FlatHistogram.quantile(all, 0.99));
    assertThat(day.metrics().get("responseTime").stddev())
        .isEqualTo(new HistogramSum().merge(all).standardDeviation());
  }

  private static KeyValueStore<Bytes, byte[]> newPartition() {
    final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("panes").get();
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    return store;
  }

  private static void add(
      final KeyValueStore<Bytes, byte[]> store,
      final String tenant,
      final String entity,
      final long minute,
      final double value) {
    final Bytes key =
        Bytes.wrap(PaneKey.of(EntityKey.bytes(tenant, entity), PaneKey.MINUTE, minute));
    store.put(key, Pane.add(store.get(key), minute, PaneTest.success("responseTime", value)));
  }
}
