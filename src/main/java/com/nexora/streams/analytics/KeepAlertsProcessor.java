package com.nexora.streams.analytics;

import static java.util.Objects.requireNonNull;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.ArrivalSweep;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.time.Duration;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps the last step of every alert, and deletes those that nothing was heard of for long. */
final class KeepAlertsProcessor implements Processor<byte[], byte[], Void, Void> {

  private final Deserializer<AnalyticsAlert> alerts;
  private final Duration retention;
  private @Nullable KeyValueStore<Bytes, byte[]> store;
  private @Nullable AlertMetrics counts;

  KeepAlertsProcessor(final Deserializer<AnalyticsAlert> alerts, final Duration retention) {
    this.alerts = alerts;
    this.retention = retention;
  }

  @Override
  public void init(final ProcessorContext<Void, Void> context) {
    store = context.getStateStore(Stores.ALERTS);
    counts = new AlertMetrics(context);
    context.schedule(
        ArrivalSweep.EVERY,
        PunctuationType.STREAM_TIME,
        new ArrivalSweep(requireNonNull(store), StoredAlert::arrival, retention)::step);
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

  @Override
  public void close() {
    if (counts != null) {
      counts.close();
    }
  }
}
