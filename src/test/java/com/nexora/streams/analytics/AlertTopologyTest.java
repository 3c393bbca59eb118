package com.nexora.streams.analytics;

import static com.nexora.streams.testkit.Alerts.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.Alerts;
import com.nexora.streams.testkit.EventPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertTopologyTest {

  private final TopologyTestKit kit =
      TopologyTestKit.of(rooms -> new AlertTopology(rooms.serdes()).addTo(rooms.builder()));
  private final EventPipe<AnalyticsAlert> alerts = Alerts.pipe(kit);
  private final KeyValueStore<Bytes, byte[]> store = kit.keyValueStore(Stores.ALERTS);
  private final AlertReader reader = new AlertReader(store);

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldKeepTheLastStepOfEachAlertNewestFirst() {
    // When
    alerts.pipe(step("a", "responseTime", "open", minutes(1)));
    alerts.pipe(step("b", "silence", "open", minutes(2)));
    alerts.pipe(step("a", "responseTime", "update", minutes(1)));
    alerts.pipe(step("a", "responseTime", "close", minutes(1)));
    alerts.pipe(step("", "responseTime", "open", minutes(3)));

    // Then
    assertThat(page(null, null, null, null, 10).alerts())
        .extracting(alert -> alert.getEntityId() + " " + alert.getState())
        .containsExactly(" open", "b open", "a close");
    assertThat(counter("alerts-opened-total")).isEqualTo(3);
    assertThat(counter("alerts-closed-total")).isEqualTo(1);
  }

  @Test
  void shouldFilterByEntityMetricAndState() {
    // When
    alerts.pipe(step("a", "responseTime", "close", minutes(1)));
    alerts.pipe(step("a", "errorRate", "update", minutes(2)));
    alerts.pipe(step("b", "errorRate", "open", minutes(3)));

    // Then
    assertThat(metrics(page("a", null, null, null, 10)))
        .containsExactly("errorRate", "responseTime");
    assertThat(page(null, "errorRate", null, null, 10).alerts()).hasSize(2);
    assertThat(metrics(page("a", null, true, null, 10))).containsExactly("errorRate");
    assertThat(metrics(page(null, null, false, null, 10))).containsExactly("responseTime");
  }

  @Test
  void shouldPageThroughAllOfThemOnce() {
    // Given
    for (int i = 0; i < 7; i++) {
      alerts.pipe(step("agent-" + i, "errorRate", i % 2 == 0 ? "open" : "close", minutes(i / 3)));
    }
    final List<String> seen = new ArrayList<>();
    @Nullable String cursor = null;

    // When
    do {
      final AlertReader.Page page = page(null, null, null, cursor, 2);
      page.alerts().forEach(alert -> seen.add(alert.getEntityId()));
      cursor = page.next();
    } while (cursor != null);

    // Then
    assertThat(seen).doesNotHaveDuplicates().hasSize(7);
    assertThat(seen.get(0)).isEqualTo("agent-6");
  }

  @Test
  void shouldTakeTheOpeningForTheTimeThatIsAskedFor() {
    // Given
    alerts.pipe(step("a", "errorRate", "open", minutes(1)));
    alerts.pipe(step("b", "errorRate", "open", minutes(2)));
    alerts.pipe(step("c", "errorRate", "open", minutes(3)));
    final long start = TopologyTestKit.START.toEpochMilli();

    // When
    final AlertReader.Page page =
        reader.page(
            new AlertQuery(
                "tenant-a", start + 120_000, start + 180_000, 0, null, null, null, null, 10));

    // Then
    assertThat(page.alerts()).singleElement().returns("b", AnalyticsAlert::getEntityId);
  }

  @Test
  void shouldForgetAnAlertThatNothingWasHeardOfForThirtyDays() {
    // Given
    alerts.pipe(step("old", "errorRate", "open", minutes(1)));
    alerts.pipe(step("lasting", "errorRate", "open", minutes(1)));
    kit.advance(Duration.ofDays(20));
    alerts.pipe(step("lasting", "errorRate", "update", minutes(1)));
    kit.advance(Duration.ofDays(11));

    // When
    alerts.pipe(step("new", "errorRate", "open", minutes(40_000)));

    // Then
    assertThat(page(null, null, null, null, 10).alerts())
        .extracting(AnalyticsAlert::getEntityId)
        .containsExactly("new", "lasting");
  }

  @Test
  void shouldNotShowWhatNothingWasHeardOfEvenWhereNoTimePasses() {
    // Given
    alerts.pipe(step("old", "errorRate", "open", minutes(1)));
    final long later = kit.now().plusMillis(1).toEpochMilli();

    // When
    final AlertReader.Page page =
        reader.page(
            new AlertQuery("tenant-a", 0, Long.MAX_VALUE, later, null, null, null, null, 10));

    // Then
    assertThat(page.alerts()).isEmpty();
  }

  @Test
  void shouldCountARecordThatIsNoAlertAndGoOn() {
    // When
    kit.driver()
        .createInputTopic(
            Topics.ANALYTICS_ALERTS, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new byte[] {1}, "no alert".getBytes(StandardCharsets.UTF_8));
    alerts.pipe(step("a", "errorRate", "open", minutes(1)));

    // Then
    assertThat(counter("unreadable-alerts-total")).isEqualTo(1);
    assertThat(page(null, null, null, null, 10).alerts()).hasSize(1);
  }

  @Test
  void shouldRefuseStoredBytesOfAnotherVersion() {
    // When // Then
    assertThatThrownBy(() -> StoredAlert.decode(new byte[20]))
        .isInstanceOf(CorruptStateException.class);
  }

  private AlertReader.Page page(
      final @Nullable String entity,
      final @Nullable String metric,
      final @Nullable Boolean open,
      final @Nullable String cursor,
      final int limit) {
    return reader.page(
        new AlertQuery("tenant-a", 0, Long.MAX_VALUE, 0, entity, metric, open, cursor, limit));
  }

  private long counter(final String name) {
    return kit.count("nexora-analytics-metrics", name, Map.of());
  }

  private static List<String> metrics(final AlertReader.Page page) {
    return page.alerts().stream().map(AnalyticsAlert::getMetric).toList();
  }

  private static Duration minutes(final int minutes) {
    return Duration.ofMinutes(minutes);
  }
}
