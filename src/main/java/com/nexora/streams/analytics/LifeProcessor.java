package com.nexora.streams.analytics;

import static java.util.Objects.requireNonNull;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.CommitPace;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TopologySettings;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What counting events and telling the time have in common: the same stores, and that both may
 * raise an alert, which then is committed soon.
 */
abstract class LifeProcessor<V>
    implements Processor<byte[], V, byte[], AnalyticsOutput>, Settling.Listener {

  private static final String ALERT_TYPE = "anomaly.detected";
  private static final int SCHEMA_VERSION = 1;

  private final TopologySettings settings;
  private final Detector detector;
  private final TaskClocks clocks;
  private @Nullable Attached attached;
  private long now;

  LifeProcessor(final TopologySettings settings, final Detector detector, final TaskClocks clocks) {
    this.settings = settings;
    this.detector = detector;
    this.clocks = clocks;
  }

  /** What the processor has once it stands in a task. */
  record Attached(
      ProcessorContext<byte[], AnalyticsOutput> context,
      KeyValueStore<Bytes, byte[]> panes,
      OwnerStore owners,
      RosterStore roster,
      OwnerLife life,
      TaskClocks.TaskClock clock,
      CommitPace pace) {}

  @Override
  public void init(final ProcessorContext<byte[], AnalyticsOutput> context) {
    final KeyValueStore<Bytes, byte[]> panes = context.getStateStore(Stores.METRIC_PANES);
    final KeyValueStore<Bytes, byte[]> raw = context.getStateStore(Stores.METRIC_OWNERS);
    final OwnerStore owners = new OwnerStore(raw);
    final RosterStore roster =
        new RosterStore(raw, settings.analytics().maxEntities(), settings.analytics().maxNames());
    final TaskClocks.TaskClock clock = clocks.of(context.taskId().toString());
    clock.saw(owners.clock().lastTick());
    attached =
        new Attached(
            context,
            panes,
            owners,
            roster,
            new OwnerLife(owners, new PaneStore(panes), roster, settings, detector, this),
            clock,
            new CommitPace(settings.commitAtMostEvery().toMillis(), context::commit));
  }

  final Attached attached() {
    return requireNonNull(attached);
  }

  /** The record that is worked on arrived then; alerts that it leads to get this timestamp. */
  final void at(final long arrival) {
    now = arrival;
  }

  @Override
  public void observed(final PaneSeries series, final List<AlertDraft> alerts) {
    tell(series, alerts);
  }

  @Override
  public void settled(
      final PaneSeries series,
      final long minute,
      final boolean active,
      final OwnerState after,
      final List<AlertDraft> alerts) {
    tell(series, alerts);
  }

  private void tell(final PaneSeries series, final List<AlertDraft> alerts) {
    if (alerts.isEmpty()) {
      return;
    }
    for (final AlertDraft draft : alerts) {
      final AnalyticsAlert alert = AlertRecords.of(series, draft);
      attached()
          .context()
          .forward(
              new Record<>(
                  series.owner(),
                  new AnalyticsOutput.Alert(alert),
                  now,
                  OutputHeaders.of(
                      alert.getTenantId(), ALERT_TYPE, alert.getAlertId(), SCHEMA_VERSION)));
    }
    attached().pace().ask(attached().context().currentSystemTimeMs());
  }
}
