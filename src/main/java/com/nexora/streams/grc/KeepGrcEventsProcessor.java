package com.nexora.streams.grc;

import static java.util.Objects.requireNonNull;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.Stores;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps every event that the gate let in, for a time from its arrival. */
final class KeepGrcEventsProcessor implements Processor<byte[], GrcEvent, Void, Void> {

  private final Duration retention;
  private @Nullable KeyValueStore<Bytes, byte[]> store;

  KeepGrcEventsProcessor(final Duration retention) {
    this.retention = retention;
  }

  @Override
  public void init(final ProcessorContext<Void, Void> context) {
    final KeyValueStore<Bytes, byte[]> opened = context.getStateStore(Stores.GRC_EVENTS);
    store = opened;
    context.schedule(
        ExpirySweep.EVERY, PunctuationType.STREAM_TIME, new ExpirySweep(opened, retention)::step);
  }

  @Override
  public void process(final Record<byte[], GrcEvent> record) {
    final StoredGrcEvent stored = new StoredGrcEvent(record.timestamp(), record.value());
    requireNonNull(store).put(Bytes.wrap(stored.key()), stored.value());
  }
}
