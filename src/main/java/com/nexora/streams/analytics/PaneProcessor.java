package com.nexora.streams.analytics;

import static java.util.Objects.requireNonNull;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.PaneSeries.Family;
import com.nexora.streams.catalogue.AnalyticsSettings;
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
  private final AnalyticsSettings analytics;
  private @Nullable ProcessorContext<byte[], AgentEvent> context;
  private @Nullable KeyValueStore<Bytes, byte[]> panes;
  private @Nullable RosterStore roster;
  private @Nullable AnalyticsMetrics counts;

  PaneProcessor(final TopologySettings settings, final MetricPaths paths) {
    horizonMs = settings.analyticsHorizon().toMillis();
    retentionMs = settings.paneRetention().toMillis();
    skewMs = settings.clockSkew().toMillis();
    metrics = new EventMetrics(paths);
    analytics = settings.analytics();
  }

  @Override
  public void init(final ProcessorContext<byte[], AgentEvent> newContext) {
    context = newContext;
    final KeyValueStore<Bytes, byte[]> store = newContext.getStateStore(Stores.METRIC_PANES);
    panes = store;
    roster =
        new RosterStore(
            newContext.getStateStore(Stores.METRIC_OWNERS),
            analytics.maxEntities(),
            analytics.maxNames());
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
    final Slot entity = slot(new PaneSeries(Family.ENTITY, record.key()), minute);
    final Slot whole = slot(new PaneSeries(Family.ENTITY, tenant), minute);
    final EventMetrics.Named named = measured.named();
    final Slot about =
        named == null ? null : slot(PaneSeries.named(named.family(), tenant, named.name()), minute);
    final byte[] entityPane = Pane.add(entity.pane(), record.timestamp(), measured);
    final byte[] tenantPane = Pane.add(whole.pane(), record.timestamp(), measured);
    if (about != null) {
      put(about, Pane.add(about.pane(), record.timestamp(), measured));
    }
    put(entity, entityPane);
    put(whole, tenantPane);
    requireNonNull(counts).processed(measured);
  }

  /**
   * The pane that an event belongs into.
   *
   * @param series whose pane it is, after all
   * @param pane what it holds, null if it does not exist yet
   */
  private record Slot(PaneSeries series, Bytes key, byte @Nullable [] pane) {}

  private Slot slot(final PaneSeries series, final long minute) {
    final Slot own = open(series, minute);
    if (own.pane() != null || requireNonNull(roster).hasPlace(series)) {
      return own;
    }
    requireNonNull(counts).overflowed(series.family());
    return open(RosterStore.other(series), minute);
  }

  private Slot open(final PaneSeries series, final long minute) {
    final Bytes key = Bytes.wrap(series.key(Resolution.MINUTE, minute));
    return new Slot(series, key, requireNonNull(panes).get(key));
  }

  private void put(final Slot slot, final byte[] pane) {
    requireNonNull(panes).put(slot.key(), pane);
    if (slot.pane() == null) {
      requireNonNull(roster).enter(slot.series());
    }
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
