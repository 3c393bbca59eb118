package com.nexora.streams.analytics;

import static java.util.Objects.requireNonNull;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.PaneSeries.Family;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.TopologySettings;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Counts each event into the minute of its entity, of its tenant and of the tool or type of tasks
 * that it names, and sends on what is too late for that. Whether an event is too late is decided by
 * its own two times, event and arrival, so that a replay decides the same.
 *
 * <p>Everything else hangs on rare moments: the first event of a minute, a look at a running one,
 * and an event that is so old that its quarter of an hour may be rolled up.
 */
final class PaneProcessor extends LifeProcessor<AgentEvent> {

  /** Header of a late record: arrival minus event time, milliseconds. */
  static final String LATE_BY = "late-by-ms";

  private static final int SCHEMA_VERSION = 1;

  private final TopologySettings settings;
  private final long horizonMs;
  private final EventMetrics metrics;
  private final Detector detector;
  private @Nullable AnalyticsMetrics counts;

  PaneProcessor(
      final TopologySettings settings,
      final MetricPaths paths,
      final Detector detector,
      final TaskClocks clocks) {
    super(settings, detector, clocks);
    this.settings = settings;
    this.detector = detector;
    horizonMs = settings.analyticsHorizon().toMillis();
    metrics = new EventMetrics(paths);
  }

  @Override
  public void init(final ProcessorContext<byte[], AnalyticsOutput> context) {
    super.init(context);
    counts = new AnalyticsMetrics(context);
    context.schedule(
        settings.commitAtMostEvery(), PunctuationType.WALL_CLOCK_TIME, attached().pace()::tick);
  }

  @Override
  public void process(final Record<byte[], AgentEvent> record) {
    final AgentEvent event = record.value();
    final long lateBy = record.timestamp() - event.getTimestamp();
    if (lateBy > horizonMs) {
      requireNonNull(counts).late();
      attached()
          .context()
          .forward(
              record
                  .withValue((AnalyticsOutput) new AnalyticsOutput.Late(event))
                  .withHeaders(headers(event, lateBy)));
      return;
    }
    at(record.timestamp());
    final EventMetrics.Measured measured = metrics.of(event);
    final long minute = PaneKey.minute(event.getTimestamp());
    final byte[] tenant = PaneSeries.tenantOf(record.key());
    final Slot entity = slot(new PaneSeries(Family.ENTITY, record.key()), minute);
    final Slot whole = slot(new PaneSeries(Family.ENTITY, tenant), minute);
    final EventMetrics.Named named = measured.named();
    final Slot about =
        named == null ? null : slot(PaneSeries.named(named.family(), tenant, named.name()), minute);
    final byte[] entityPane;
    if (attached().clock().lastTick() < attached().life().rollUp().mayExistFrom(minute)) {
      entityPane = Pane.add(entity.pane(), record.timestamp(), measured);
      final byte[] tenantPane = Pane.add(whole.pane(), record.timestamp(), measured);
      if (about != null) {
        put(
            about,
            minute,
            record.timestamp(),
            Pane.add(about.pane(), record.timestamp(), measured));
      }
      put(entity, minute, record.timestamp(), entityPane);
      put(whole, minute, record.timestamp(), tenantPane);
    } else {
      entityPane = putLate(entity, minute, record.timestamp(), measured);
      putLate(whole, minute, record.timestamp(), measured);
      if (about != null) {
        putLate(about, minute, record.timestamp(), measured);
      }
    }
    if (entityPane != null && detector.isDue(entityPane, measured.outcome())) {
      attached()
          .life()
          .observe(entity.series(), minute, entityPane, event.getEventId(), event.getTimestamp());
    }
    requireNonNull(counts).processed(measured);
  }

  /**
   * The pane that an event belongs into.
   *
   * @param series whose pane it is, after all
   * @param pane what it holds, null if it does not exist
   */
  private record Slot(PaneSeries series, Bytes key, byte @Nullable [] pane) {}

  private Slot slot(final PaneSeries series, final long minute) {
    final Slot own = open(series, minute);
    if (own.pane() != null || attached().roster().hasPlace(series)) {
      return own;
    }
    requireNonNull(counts).overflowed(series.family());
    return open(RosterStore.other(series), minute);
  }

  private Slot open(final PaneSeries series, final long minute) {
    final Bytes key = Bytes.wrap(series.key(Resolution.MINUTE, minute));
    return new Slot(series, key, attached().panes().get(key));
  }

  /** Writes a minute that nothing was rolled up from yet. */
  private void put(final Slot slot, final long minute, final long arrival, final byte[] pane) {
    attached().panes().put(slot.key(), pane);
    if (slot.pane() == null) {
      attached().roster().enter(slot.series());
      attached().life().created(slot.series(), minute, arrival, attached().clock().lastTick());
    }
  }

  /**
   * Counts an event into its minute and into whatever was rolled up from it.
   *
   * @return the minute, null if the minutes of its hour are gone
   */
  private byte @Nullable [] putLate(
      final Slot slot,
      final long minute,
      final long arrival,
      final EventMetrics.Measured measured) {
    final Attached to = attached();
    final RollUp.Late late =
        to.life().rollUp().add(slot.series(), minute, slot.pane(), arrival, measured);
    if (late.created()) {
      final long lastTick = to.clock().lastTick();
      to.roster().enter(slot.series());
      if (late.rolledUp()) {
        to.life().createdInRolledUpHour(slot.series(), minute, arrival, lastTick);
      } else {
        to.life().created(slot.series(), minute, arrival, lastTick);
      }
    }
    return late.minute();
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
