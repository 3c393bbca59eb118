package com.nexora.streams.analytics;

import static com.nexora.streams.testkit.Events.agentEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.PaneSeries.Family;
import com.nexora.streams.catalogue.AnalyticsSettings;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnalyticsTopologyTest {

  private static final long START = TopologyTestKit.START.toEpochMilli();

  private final TopologyTestKit kit = newKit();
  private final KeyValueStore<Bytes, byte[]> panes = kit.keyValueStore(Stores.METRIC_PANES);
  private final MetricsReader metrics = new MetricsReader(List.of(panes));

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldAnswerPercentilesRatesAndCountsOfAnAgentsLastMinutes() {
    // Given
    for (int i = 1; i <= 100; i++) {
      kit.agents()
          .pipe(agentEvent("task.completed").id("e" + i).durationMs(i).after(minutes(i % 5)));
    }
    kit.agents().pipe(agentEvent("task.failed").after(minutes(4)));

    // When
    final WindowMetrics window =
        metrics.entity("tenant-a", "entity-1", Window.FIVE_MINUTES, START + 4 * 60_000);

    // Then
    assertThat(window.from()).isEqualTo(START);
    assertThat(window.to()).isEqualTo(START + 5 * 60_000);
    assertThat(window.eventsProcessed()).isEqualTo(101);
    assertThat(window.throughputPerMin()).isCloseTo(20.2, within(1e-9));
    assertThat(window.successRate()).isCloseTo(100 * 100 / 101.0, within(1e-9));
    assertThat(window.responseTimeP50Ms()).isCloseTo(50, within(0.5));
    assertThat(window.responseTimeP95Ms()).isCloseTo(95, within(0.95));
    assertThat(window.responseTimeP99Ms()).isCloseTo(99, within(0.99));
    assertThat(window.metrics().get("responseTime").sum()).isEqualTo(5_050);
  }

  @Test
  void shouldSeeATenantAsAllItsAgentsAndNoOtherTenant() {
    // Given
    kit.agents().pipe(agentEvent("task.completed").entity("agent-1").durationMs(10));
    kit.agents().pipe(agentEvent("task.completed").entity("agent-2").durationMs(30));
    kit.agents().pipe(agentEvent("task.completed").of("tenant-b").entity("agent-1").durationMs(90));

    // When
    final WindowMetrics tenant = metrics.tenant("tenant-a", Window.ONE_MINUTE, START);

    // Then
    assertThat(tenant.eventsProcessed()).isEqualTo(2);
    assertThat(tenant.metrics().get("responseTime").max()).isEqualTo(30);
    assertThat(tenant.metrics().get("responseTime").min()).isEqualTo(10);
  }

  @Test
  void shouldCountAToolAndATypeOfTasksOverAllAgentsOfATenantApartFromAnAgentOfThatName() {
    // Given
    final String search = "{\"tool\":\"search\",\"task_type\":\"search\",\"duration_ms\":%d}";

    // When
    kit.agents().pipe(agentEvent("tool.completed").entity("a").payload(search.formatted(10)));
    kit.agents().pipe(agentEvent("tool.failed").entity("search").payload(search.formatted(30)));
    kit.agents().pipe(agentEvent("task.completed").entity("a").payload(search.formatted(900)));
    kit.agents().pipe(agentEvent("tool.completed").of("tenant-b").payload(search.formatted(5)));

    // Then
    final PaneSum tool = minute(PaneSeries.named(Family.TOOL, "tenant-a", "search"));
    assertThat(tool.events()).isEqualTo(2);
    assertThat(tool.failures()).isEqualTo(1);
    assertThat(tool.metrics().get("responseTime").max()).isEqualTo(30);
    final PaneSum type = minute(PaneSeries.named(Family.TASK_TYPE, "tenant-a", "search"));
    assertThat(type.events()).isEqualTo(1);
    assertThat(type.metrics().get("responseTime").max()).isEqualTo(900);
    assertThat(minute(PaneSeries.entity("tenant-a", "search")).events()).isEqualTo(1);
    assertThat(minute(PaneSeries.tenant("tenant-a")).events()).isEqualTo(3);
  }

  @Test
  void shouldCountWhatATenantHasTooManyOfUnderOtherAndDropNothing() {
    // Given
    try (TopologyTestKit few = newKit(bounded(2, 1))) {
      final KeyValueStore<Bytes, byte[]> kept = few.keyValueStore(Stores.METRIC_PANES);
      final MetricsReader reader = new MetricsReader(List.of(kept));

      // When
      for (final String agent : List.of("a", "b", "c", "d", "a", "c")) {
        few.agents()
            .pipe(agentEvent("tool.completed").entity(agent).payload(call("tool-" + agent)));
      }
      few.agents().pipe(agentEvent("task.failed").entity("z").of("tenant-b"));

      // Then
      assertThat(events(reader, "tenant-a", "a")).isEqualTo(2);
      assertThat(events(reader, "tenant-a", "b")).isEqualTo(1);
      assertThat(events(reader, "tenant-a", "c")).isZero();
      assertThat(events(reader, "tenant-a", "other")).isEqualTo(3);
      assertThat(events(reader, "tenant-b", "z")).isEqualTo(1);
      assertThat(reader.tenant("tenant-a", Window.ONE_MINUTE, START).eventsProcessed())
          .isEqualTo(6);
      assertThat(
              new NamesReader(List.of(few.keyValueStore(Stores.METRIC_OWNERS)))
                  .names(Family.TOOL, "tenant-a"))
          .containsExactly("other", "tool-a");
      assertThat(overflowed(few, "entity")).isEqualTo(3);
      assertThat(overflowed(few, "tool")).isEqualTo(4);
    }
  }

  private static String call(final String tool) {
    return "{\"tool\":\"%s\",\"duration_ms\":10}".formatted(tool);
  }

  private static long events(final MetricsReader reader, final String tenant, final String id) {
    return reader.entity(tenant, id, Window.ONE_MINUTE, START).eventsProcessed();
  }

  private static long overflowed(final TopologyTestKit kit, final String family) {
    return kit.count(
        "nexora-analytics-metrics", "overflowed-events-total", Map.of("reason", family));
  }

  private static TopologySettings bounded(final int entities, final int names) {
    final TopologySettings defaults = TopologySettings.defaults(1, 1);
    final AnalyticsSettings analytics = defaults.analytics();
    return with(
        defaults,
        defaults.analyticsHorizon(),
        new AnalyticsSettings(
            analytics.minuteRetention(),
            analytics.rollUpAfter(),
            analytics.settleAfter(),
            entities,
            names,
            analytics.anomalies()));
  }

  private PaneSum minute(final PaneSeries series) {
    return new PaneSum().merge(panes.get(Bytes.wrap(series.key(Resolution.MINUTE, START))));
  }

  @Test
  void shouldSayNothingWhereNothingWasMeasured() {
    // Given
    kit.agents().pipe(agentEvent("task.started"));

    // When
    final WindowMetrics started = metrics.entity("tenant-a", "entity-1", Window.ONE_DAY, START);
    final WindowMetrics unknown = metrics.entity("tenant-a", "nobody", Window.ONE_HOUR, START);

    // Then
    assertThat(started.eventsProcessed()).isEqualTo(1);
    assertThat(started.successRate()).isNull();
    assertThat(started.responseTimeP99Ms()).isNull();
    assertThat(unknown.eventsProcessed()).isZero();
    assertThat(unknown.throughputPerMin()).isZero();
    assertThat(unknown.metrics()).isEmpty();
  }

  @Test
  void shouldCountALateEventInItsMinuteWhileWithinTheHorizon() {
    // Given
    kit.agents().pipe(agentEvent("task.completed").durationMs(10));
    kit.advance(Duration.ofDays(7));

    // When
    kit.agents().pipe(agentEvent("task.completed").id("late").durationMs(20));

    // Then
    assertThat(metrics.entity("tenant-a", "entity-1", Window.ONE_MINUTE, START).eventsProcessed())
        .isEqualTo(2);
    assertThat(late().isEmpty()).isTrue();
  }

  @Test
  void shouldSendAnEventBeyondTheHorizonToTheSideTopicAsItCame() {
    // Given
    final AgentEvent event =
        agentEvent("task.completed").id("old").correlation("c-1").durationMs(20).build();
    kit.advance(Duration.ofDays(7).plusMillis(1));

    // When
    kit.agents().pipe(event);

    // Then
    final List<TestRecord<byte[], AgentEvent>> late = late().readRecords();
    assertThat(late).hasSize(1);
    assertThat(late.get(0).value()).isEqualTo(event);
    assertThat(late.get(0).key()).isEqualTo(EntityKey.bytes("tenant-a", "entity-1"));
    assertThat(OutputPipe.header(late.get(0), OutputHeaders.TENANT_ID)).isEqualTo("tenant-a");
    assertThat(OutputPipe.header(late.get(0), OutputHeaders.EVENT_TYPE))
        .isEqualTo("task.completed");
    assertThat(OutputPipe.header(late.get(0), OutputHeaders.CORRELATION_ID)).isEqualTo("c-1");
    assertThat(OutputPipe.header(late.get(0), "late-by-ms")).isEqualTo("604800001");
    assertThat(counter("late-events-total")).isEqualTo(1);
    assertThat(keys()).isEmpty();
  }

  @Test
  void shouldCountWhatItCannotMeasure() {
    // When
    kit.agents().pipe(agentEvent("task.completed").payload("{\"duration_ms\":-1}"));
    kit.agents().pipe(agentEvent("task.completed").payload("{\"duration_ms\":"));

    // Then
    assertThat(counter("refused-values-total")).isEqualTo(1);
    assertThat(counter("malformed-payloads-total")).isEqualTo(1);
    assertThat(counter("events-processed-total")).isEqualTo(2);
    assertThat(
            kit.count(
                "nexora-analytics-metrics", "refused-values-total", Map.of("reason", "negative")))
        .isEqualTo(1);
    assertThat(metrics.entity("tenant-a", "entity-1", Window.ONE_MINUTE, START).eventsProcessed())
        .isEqualTo(2);
  }

  @Test
  void shouldHoldTheSamePanesInWhateverOrderEventsArrive() {
    // Given
    final List<AgentEvent> events = new ArrayList<>();
    final Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      events.add(
          agentEvent(i % 7 == 0 ? "task.failed" : "task.completed")
              .id("e" + i)
              .of("tenant-" + i % 2)
              .entity("agent-" + i % 5)
              .payload(
                  "{\"execution_time\":%s,\"metrics\":{\"m%d\":%d}}"
                      .formatted(random.nextDouble(), i % 80, i))
              .after(Duration.ofSeconds(random.nextInt(600)))
              .build());
    }
    events.forEach(event -> kit.agents().pipe(event));
    final List<AgentEvent> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, random);

    try (TopologyTestKit other = newKit()) {
      // When
      shuffled.forEach(event -> other.agents().pipe(event));

      // Then
      assertThat(contents(other.keyValueStore(Stores.METRIC_PANES))).isEqualTo(contents(panes));
    }
  }

  @Test
  void shouldRefuseToForgetPanesThatAnEventMayStillChange() {
    // Given
    final TopologySettings defaults = TopologySettings.defaults(1, 1);
    final TopologySettings settings = with(defaults, Duration.ofDays(8), defaults.analytics());

    // When // Then
    assertThatThrownBy(() -> new AnalyticsTopology(settings, kit.serdes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("paneRetention");
  }

  private static TopologySettings with(
      final TopologySettings settings, final Duration horizon, final AnalyticsSettings analytics) {
    return new TopologySettings(
        1,
        1,
        1,
        settings.clockSkew(),
        settings.dedupLive(),
        settings.dedupHistory(),
        settings.correlationHorizon(),
        settings.findingRetention(),
        settings.grcRetention(),
        horizon,
        Duration.ofDays(8),
        settings.correlationThreshold(),
        settings.highPriorityLimit(),
        settings.auditedEventTypes(),
        settings.auditQueryRetention(),
        settings.commitAtMostEvery(),
        analytics,
        settings.retentionClasses(),
        settings.retries());
  }

  private static TopologyTestKit newKit() {
    return newKit(TopologySettings.defaults(1, 1));
  }

  private static TopologyTestKit newKit(final TopologySettings settings) {
    return TopologyTestKit.of(
        rooms ->
            new AnalyticsTopology(settings, rooms.serdes()).addTo(rooms.builder(), rooms.agents()));
  }

  private OutputPipe<AgentEvent> late() {
    return kit.output(Topics.ANALYTICS_LATE, AgentEvent.class);
  }

  private long counter(final String name) {
    return kit.count("nexora-analytics-metrics", name, Map.of());
  }

  private Duration sinceStart() {
    return Duration.between(Instant.ofEpochMilli(START), kit.now());
  }

  private static Duration minutes(final int minutes) {
    return Duration.ofMinutes(minutes);
  }

  private List<Bytes> keys() {
    final List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = panes.all()) {
      all.forEachRemaining(pane -> keys.add(pane.key));
    }
    return keys;
  }

  private static List<String> contents(final KeyValueStore<Bytes, byte[]> store) {
    final List<String> contents = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        final KeyValue<Bytes, byte[]> pane = all.next();
        contents.add(pane.key + "=" + java.util.HexFormat.of().formatHex(pane.value));
      }
    }
    return contents;
  }
}
