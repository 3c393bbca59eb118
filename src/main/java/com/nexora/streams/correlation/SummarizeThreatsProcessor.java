package com.nexora.streams.correlation;

import com.nexora.events.FindingChange;
import com.nexora.events.HighPriorityAlert;
import com.nexora.events.ThreatSummary;
import com.nexora.streams.catalogue.CommitPace;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Counts findings into their tenant's window and raises the window's alarm when it crosses the
 * limit for the first time.
 *
 * <p>The flag is part of the window's own state: a late finding may still change the counts, but
 * must not ring twice, also after a crash or a replay.
 */
final class SummarizeThreatsProcessor
    implements Processor<byte[], FindingChange, byte[], HighPriorityAlert> {

  static final String EVENT_TYPE = "threat.high_priority";

  private static final int SCHEMA_VERSION = 1;
  private static final int ENTRIES_PER_SWEEP = 1000;
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  private final TopologySettings settings;
  private final AvroSerdes serdes;

  // Set by init, which Streams calls before anything else.
  private Attached attached;

  @SuppressWarnings("NullAway.Init")
  SummarizeThreatsProcessor(final TopologySettings settings, final AvroSerdes serdes) {
    this.settings = settings;
    this.serdes = serdes;
  }

  /** What the processor has once it stands in a task. */
  private record Attached(
      ProcessorContext<byte[], HighPriorityAlert> context,
      SummaryStore summaries,
      TenantConfigs tenants,
      CommitPace pace) {}

  @Override
  public void init(final ProcessorContext<byte[], HighPriorityAlert> context) {
    attached =
        new Attached(
            context,
            new SummaryStore(context.getStateStore(Stores.THREAT_SUMMARIES), ENTRIES_PER_SWEEP),
            TenantConfigs.of(context, serdes, settings),
            new CommitPace(settings.commitAtMostEvery().toMillis(), context::commit));
    context.schedule(
        SWEEP_EVERY,
        PunctuationType.STREAM_TIME,
        now -> attached.summaries.sweep(now - settings.findingRetention().toMillis()));
    context.schedule(
        settings.commitAtMostEvery(), PunctuationType.WALL_CLOCK_TIME, attached.pace::tick);
  }

  @Override
  public void process(final Record<byte[], FindingChange> record) {
    final FindingChange change = record.value();
    final String tenantId = change.getTenantId();
    final long window = SummaryFold.windowOf(change);
    final ThreatSummary known = attached.summaries.summary(tenantId, window);
    final ThreatSummary summary = known == null ? SummaryFold.empty(change) : known;
    final String entityId = change.getEntityId();
    final boolean opened = SummaryFold.OPENED.equals(change.getChange());
    final long findings =
        attached.summaries.findings(tenantId, window, entityId) + (opened ? 1 : 0);
    SummaryFold.add(summary, change, findings);
    final int limit = attached.tenants.settings(tenantId).highPriorityLimit();
    final boolean alarm = SummaryFold.crosses(summary, limit);
    summary.setAlarmed(summary.getAlarmed() || alarm);
    if (opened) {
      attached.summaries.putFindings(tenantId, window, entityId, findings);
    }
    attached.summaries.put(summary, attached.context.currentStreamTimeMs());
    if (alarm) {
      raise(SummaryFold.alert(summary, limit), record.timestamp());
    }
  }

  private void raise(final HighPriorityAlert alert, final long timestamp) {
    attached.context.forward(
        new Record<>(
            alert.getTenantId().getBytes(StandardCharsets.UTF_8),
            alert,
            timestamp,
            OutputHeaders.of(alert.getTenantId(), EVENT_TYPE, alert.getAlertId(), SCHEMA_VERSION)));
    attached.pace.ask(attached.context.currentSystemTimeMs());
  }
}
