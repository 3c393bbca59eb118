package com.nexora.streams.analytics;

import static com.nexora.streams.testkit.Events.agentEvent;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.streams.catalogue.AgentEntity;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.testkit.TopologyTestKit;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** New processors over the stores of earlier ones, as after a restart or on another instance. */
class LifeRestartTest {

  private static final long START = TopologyTestKit.START.toEpochMilli();
  private static final long MINUTE = PaneKey.MINUTE_MS;
  private static final PaneSeries AGENT = PaneSeries.entity("tenant-a", "entity-1");

  private final TopologySettings settings = TopologySettings.defaults(1, 1);
  private final RecordingDetector detector = new RecordingDetector();
  private final KeyValueStore<Bytes, byte[]> panes = store("metric-panes");
  private final KeyValueStore<Bytes, byte[]> owners = store("metric-owners");

  @Test
  void shouldDoAfterARestartWhatWasDueBefore() {
    // Given
    new Task().event(START, START);

    // When
    new Task().tick(START + 20 * MINUTE);

    // Then
    assertThat(detector.asked).containsExactly("settle 08:00 1");
    assertThat(new PanesReader(panes).get(AGENT, Resolution.QUARTER, START)).isNotNull();
  }

  @Test
  void shouldKnowAfterARestartWhatMayBeRolledUp() {
    // Given
    final Task before = new Task();
    before.event(START, START);
    before.tick(START + 20 * MINUTE);

    // When
    new Task().event(START, START + 21 * MINUTE);

    // Then
    final byte[] quarter = new PanesReader(panes).get(AGENT, Resolution.QUARTER, START);
    assertThat(quarter).isNotNull();
    assertThat(Pane.events(quarter)).isEqualTo(2);
  }

  private static KeyValueStore<Bytes, byte[]> store(final String name) {
    final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore(name).get();
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    return store;
  }

  /** Both processors of a task that has just started. */
  private final class Task {

    private final PaneProcessor events;
    private final ClockProcessor ticks;

    Task() {
      final TaskClocks clocks = new TaskClocks();
      events = new PaneProcessor(settings, MetricPaths.defaults(), detector, clocks);
      ticks = new ClockProcessor(settings, detector, clocks);
      events.init(context());
      ticks.init(context());
    }

    private MockProcessorContext<byte[], AnalyticsOutput> context() {
      final MockProcessorContext<byte[], AnalyticsOutput> context = new MockProcessorContext<>();
      context.addStateStore(panes);
      context.addStateStore(owners);
      return context;
    }

    void event(final long time, final long arrival) {
      final AgentEvent event = agentEvent("task.completed").durationMs(10).at(time).build();
      events.process(new Record<>(AgentEntity.key(event), event, arrival));
    }

    void tick(final long time) {
      ticks.process(new Record<>(null, new byte[0], time));
    }
  }
}
