package com.nexora.streams.analytics;

import static java.util.Objects.requireNonNull;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps the last step of every alert, and deletes those that nothing was heard of for long. */
final class KeepAlertsProcessor implements Processor<byte[], byte[], Void, Void> {

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final int SWEEP_STEPS = 2_000;

  private final Deserializer<AnalyticsAlert> alerts;
  private final long retentionMs;
  private @Nullable KeyValueStore<Bytes, byte[]> store;
  private @Nullable AlertMetrics counts;
  private @Nullable Bytes cursor;

  KeepAlertsProcessor(final Deserializer<AnalyticsAlert> alerts, final Duration retention) {
    this.alerts = alerts;
    retentionMs = retention.toMillis();
  }

  @Override
  public void init(final ProcessorContext<Void, Void> context) {
    store = context.getStateStore(Stores.ALERTS);
    counts = new AlertMetrics(context);
    context.schedule(SWEEP_EVERY, PunctuationType.STREAM_TIME, this::sweep);
  }

  @Override
  public void process(final Record<byte[], byte[]> record) {
    final AnalyticsAlert alert = read(record);
    if (alert != null) {
      final StoredAlert step = new StoredAlert(record.timestamp(), alert);
      requireNonNull(store).put(Bytes.wrap(step.key()), step.encode());
      requireNonNull(counts).step(alert.getState());
    }
  }

  /** The alert in a record; null if it is none, since nobody but us should write there. */
  private @Nullable AnalyticsAlert read(final Record<byte[], byte[]> record) {
    try {
      return alerts.deserialize(Topics.ANALYTICS_ALERTS, record.headers(), record.value());
    } catch (final RegistryUnreachableException e) {
      throw e;
    } catch (final SchemaException e) {
      requireNonNull(counts).unreadable();
      return null;
    }
  }

  /** Walks on through a bounded number of alerts. */
  private void sweep(final long now) {
    final KeyValueStore<Bytes, byte[]> all = requireNonNull(store);
    final List<Bytes> expired = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> range = all.range(cursor, null)) {
      cursor = null;
      for (int seen = 0; range.hasNext(); seen++) {
        if (seen == SWEEP_STEPS) {
          cursor = range.peekNextKey();
          break;
        }
        final KeyValue<Bytes, byte[]> alert = range.next();
        if (StoredAlert.arrival(alert.value) < now - retentionMs) {
          expired.add(alert.key);
        }
      }
    }
    expired.forEach(all::delete);
  }

  @Override
  public void close() {
    if (counts != null) {
      counts.close();
    }
  }
}
