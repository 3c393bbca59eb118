package com.nexora.streams.analytics;

import static java.util.Objects.requireNonNull;

import com.nexora.events.AgentEvent;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TopologySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts each event into the minute of its entity and of its tenant, and sends on what is too late
 * for that. Whether an event is too late is decided by its own two times, event and arrival, so
 * that a replay decides the same.
 */
final class PaneProcessor implements Processor<byte[], AgentEvent, byte[], AgentEvent> {

  /** Header of a late record: arrival minus event time, milliseconds. */
  static final String LATE_BY = "late-by-ms";

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final int SWEEP_STEPS = 2_000;
  private static final int SCHEMA_VERSION = 1;

  private final long horizonMs;
  private final long retentionMs;
  private final long skewMs;
  private final EventMetrics metrics;
  private @Nullable ProcessorContext<byte[], AgentEvent> context;
  private @Nullable KeyValueStore<Bytes, byte[]> panes;
  private @Nullable AnalyticsMetrics counts;

  PaneProcessor(final TopologySettings settings, final MetricPaths paths) {
    horizonMs = settings.analyticsHorizon().toMillis();
    retentionMs = settings.paneRetention().toMillis();
    skewMs = settings.clockSkew().toMillis();
    metrics = new EventMetrics(paths);
  }

  @Override
  public void init(final ProcessorContext<byte[], AgentEvent> newContext) {
    context = newContext;
    final KeyValueStore<Bytes, byte[]> store = newContext.getStateStore(Stores.METRIC_PANES);
    panes = store;
    final AnalyticsMetrics counters = new AnalyticsMetrics(newContext);
    counts = counters;
    final PaneSweep sweep = new PaneSweep(store, retentionMs, skewMs, SWEEP_STEPS);
    newContext.schedule(
        SWEEP_EVERY, PunctuationType.STREAM_TIME, now -> counters.expired(sweep.run(now)));
  }

  @Override
  public void process(final Record<byte[], AgentEvent> record) {
    final long lateBy = record.timestamp() - record.value().getTimestamp();
    if (lateBy > horizonMs) {
      requireNonNull(counts).late();
      requireNonNull(context).forward(record.withHeaders(headers(record.value(), lateBy)));
      return;
    }
    final EventMetrics.Measured measured = metrics.of(record.value());
    final long minute = PaneKey.minute(record.value().getTimestamp());
    final byte[] tenant = PaneSeries.tenantOf(record.key());
    final Bytes entityKey = Bytes.wrap(PaneKey.of(record.key(), PaneKey.MINUTE, minute));
    final Bytes tenantKey = Bytes.wrap(PaneKey.of(tenant, PaneKey.MINUTE, minute));
    final Bytes namedKey = namedKey(tenant, measured.named(), minute);
    final KeyValueStore<Bytes, byte[]> store = requireNonNull(panes);
    final byte[] entityPane = Pane.add(store.get(entityKey), record.timestamp(), measured);
    final byte[] tenantPane = Pane.add(store.get(tenantKey), record.timestamp(), measured);
    if (namedKey != null) {
      store.put(namedKey, Pane.add(store.get(namedKey), record.timestamp(), measured));
    }
    store.put(entityKey, entityPane);
    store.put(tenantKey, tenantPane);
    requireNonNull(counts).processed(measured);
  }

  /** Where the tool or the type of tasks is counted, null if the event names none. */
  private static @Nullable Bytes namedKey(
      final byte[] tenant, final EventMetrics.@Nullable Named named, final long minute) {
    return named == null
        ? null
        : Bytes.wrap(
            PaneSeries.named(named.family(), tenant, named.name()).key(Resolution.MINUTE, minute));
  }

  private static Headers headers(final AgentEvent event, final long lateBy) {
    final String correlationId = event.getCorrelationId();
    return OutputHeaders.of(
            event.getTenantId(),
            event.getEventType(),
            correlationId == null ? event.getEventId() : correlationId,
            SCHEMA_VERSION)
        .add(LATE_BY, Long.toString(lateBy).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    if (counts != null) {
      counts.close();
    }
  }
}
