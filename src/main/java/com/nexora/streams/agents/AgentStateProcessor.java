package com.nexora.streams.agents;

import static java.util.Objects.requireNonNull;

import com.nexora.events.AgentState;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Stores;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads an entity's state, folds one record in, writes it back. */
final class AgentStateProcessor<V> implements Processor<byte[], V, Void, Void> {

  /** Folds one record into a state, which it may change in place. */
  @FunctionalInterface
  interface Fold<V> {

    /** Whether everything in the record could be read; the state holds what could. */
    boolean apply(AgentState state, V value);
  }

  static final String METRICS = "nexora-agents-metrics";

  private final String name;
  private final Fold<V> fold;
  private @Nullable ProcessorContext<Void, Void> context;
  private @Nullable KeyValueStore<Bytes, byte[]> states;
  private @Nullable Sensor malformed;

  /**
   * @param name name of the processor
   */
  AgentStateProcessor(final String name, final Fold<V> fold) {
    this.name = name;
    this.fold = fold;
  }

  @Override
  public void init(final ProcessorContext<Void, Void> newContext) {
    context = newContext;
    states = newContext.getStateStore(Stores.AGENT_STATES);
    malformed = counter(newContext);
  }

  private Sensor counter(final ProcessorContext<Void, Void> newContext) {
    final Map<String, String> tags = new LinkedHashMap<>();
    tags.put("task-id", newContext.taskId().toString());
    tags.put("processor", name);
    final Sensor sensor =
        newContext
            .metrics()
            .addSensor(
                String.join("-", "agents", newContext.taskId().toString(), name),
                Sensor.RecordingLevel.INFO);
    sensor.add(
        new MetricName(
            "malformed-payloads-total", METRICS, "payloads that could not be read", tags),
        new CumulativeCount());
    return sensor;
  }

  @Override
  public void process(final Record<byte[], V> record) {
    final KeyValueStore<Bytes, byte[]> store = requireNonNull(states);
    final Bytes key = Bytes.wrap(record.key());
    final byte[] before = store.get(key);
    final AgentState state =
        before == null
            ? AgentFold.empty(EntityKey.parse(record.key()))
            : AgentStateBytes.decode(before);
    if (!fold.apply(state, record.value())) {
      requireNonNull(malformed).record();
    }
    state.setUpdatedArrival(Math.max(state.getUpdatedArrival(), record.timestamp()));
    store.put(key, AgentStateBytes.encode(state));
  }

  @Override
  public void close() {
    if (context != null && malformed != null) {
      context.metrics().removeSensor(malformed);
    }
  }
}
