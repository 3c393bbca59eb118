package com.nexora.streams.analytics;

import com.nexora.events.TenantPulse;
import com.nexora.streams.analytics.OwnerStore.Clock;
import com.nexora.streams.analytics.OwnerStore.Due;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.TopologySettings;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Does what time decides whenever a tick says what time it is: judges minutes that are over, rolls
 * up, forgets. The time of a tick is its arrival; what it carries is of no consequence.
 *
 * <p>One tick does a bounded amount of work, so that no event waits long; what is left stays due
 * and is the next one's, in every replay the same.
 */
final class ClockProcessor extends LifeProcessor<byte[]> {

  /** Due entries that one tick works on. */
  static final int MOST_DUE = 5_000;

  private static final String PULSE_TYPE = "tenant.pulse";
  private static final int SCHEMA_VERSION = 1;

  private final Pulses pulses = new Pulses();
  private @Nullable ClockMetrics counts;

  ClockProcessor(
      final TopologySettings settings, final Detector detector, final TaskClocks clocks) {
    super(settings, detector, clocks);
  }

  @Override
  public void init(final ProcessorContext<byte[], AnalyticsOutput> context) {
    super.init(context);
    counts = new ClockMetrics(context);
  }

  @Override
  public void process(final Record<byte[], byte[]> tick) {
    final Attached attached = attached();
    final Clock clock = attached.owners().clock();
    final long now = Math.max(clock.lastTick(), tick.timestamp());
    at(now);
    attached.clock().saw(now);
    final List<Due> due = attached.owners().due(clock.nothingDueBefore(), now, MOST_DUE);
    for (final Due entry : due) {
      attached.life().run(entry, now);
    }
    final boolean all = due.size() < MOST_DUE;
    attached.owners().put(new Clock(now, all ? now : due.get(due.size() - 1).time()));
    pulses.take(attached.context().taskId().partition()).forEach(this::forward);
    if (counts != null) {
      counts.ticked(due.size(), attached.life().rollUp().takeExpired());
    }
  }

  private void forward(final TenantPulse pulse) {
    attached()
        .context()
        .forward(
            new Record<>(
                EntityKey.tenantPrefix(pulse.getTenantId()),
                new AnalyticsOutput.Pulse(pulse),
                attached().clock().lastTick(),
                OutputHeaders.of(
                    pulse.getTenantId(), PULSE_TYPE, pulse.getTenantId(), SCHEMA_VERSION)));
  }

  @Override
  public void settled(
      final PaneSeries series,
      final long minute,
      final boolean active,
      final OwnerState after,
      final List<AlertDraft> alerts) {
    super.settled(series, minute, active, after, alerts);
    if (counts != null) {
      counts.settled();
    }
    if (after.live()) {
      pulses.add(series, minute, active, after);
    }
  }

  @Override
  public void close() {
    if (counts != null) {
      counts.close();
    }
  }
}
