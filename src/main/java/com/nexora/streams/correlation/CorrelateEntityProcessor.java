package com.nexora.streams.correlation;

import com.nexora.events.FindingChange;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.CommitPace;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.FirstSegment;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.ocsf.OcsfSignals;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Folds each event of an entity into the findings it concerns. The rule is {@link Correlator}'s;
 * this class reads and writes the stores, and writes them last, so that an event that cannot be
 * processed leaves no trace.
 */
final class CorrelateEntityProcessor
    implements Processor<byte[], SpecificRecord, byte[], FindingUpdate> {

  static final String EVENT_TYPE = "threat.correlated";

  /** Sorts before every entity: an entity's key is never empty. */
  private static final Bytes NO_ENTITY = Bytes.wrap(new byte[] {0});

  private static final int SCHEMA_VERSION = 1;
  private static final int FINDINGS_PER_SWEEP = 1000;
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  private final TopologySettings settings;
  private final AvroSerdes serdes;

  // Set by init, which Streams calls before anything else.
  private Attached attached;

  @SuppressWarnings("NullAway.Init")
  CorrelateEntityProcessor(final TopologySettings settings, final AvroSerdes serdes) {
    this.settings = settings;
    this.serdes = serdes;
  }

  /** What the processor has once it stands in a task. */
  private record Attached(
      ProcessorContext<byte[], FindingUpdate> context,
      EntityHistoryStore history,
      FindingStore findings,
      SweptStore swept,
      TenantConfigs tenants,
      CommitPace pace,
      Sensor unreadableBodies,
      Sensor opened) {}

  @Override
  public void init(final ProcessorContext<byte[], FindingUpdate> context) {
    final KeyValueStore<Bytes, byte[]> findings = context.getStateStore(Stores.FINDINGS);
    final WindowStore<Bytes, byte[]> activity = context.getStateStore(Stores.ENTITY_ACTIVITY);
    final WindowStore<Bytes, byte[]> threats = context.getStateStore(Stores.ENTITY_THREATS);
    FirstSegment.ensure(context, activity, NO_ENTITY);
    FirstSegment.ensure(context, threats, NO_ENTITY);
    attached =
        new Attached(
            context,
            new EntityHistoryStore(activity, threats, settings.correlationHorizon().toMillis()),
            new FindingStore(findings),
            new SweptStore(findings, FINDINGS_PER_SWEEP),
            TenantConfigs.of(context, serdes, settings),
            new CommitPace(settings.commitAtMostEvery().toMillis(), context::commit),
            count(context, "unreadable-ocsf-bodies"),
            count(context, "findings-opened"));
    context.schedule(SWEEP_EVERY, PunctuationType.STREAM_TIME, this::sweep);
    context.schedule(
        settings.commitAtMostEvery(), PunctuationType.WALL_CLOCK_TIME, attached.pace::tick);
  }

  private static Sensor count(
      final ProcessorContext<byte[], FindingUpdate> context, final String operation) {
    return context
        .metrics()
        .addRateTotalSensor(
            "correlation", context.taskId().toString(), operation, Sensor.RecordingLevel.INFO);
  }

  @Override
  public void process(final Record<byte[], SpecificRecord> record) {
    if (record.value() instanceof NHIEvent event) {
      final Scope scope = new Scope(record, event.getTenantId(), event.getEntityId());
      final Activity activity = EntityEvents.activity(event, signals(event));
      final var revisions = scope.correlator.activity(activity);
      scope.finish(revisions, () -> scope.history.add(activity));
    } else if (record.value() instanceof ThreatEvent event) {
      final Scope scope = new Scope(record, event.getTenantId(), event.getEntityId());
      final Sighting sighting = EntityEvents.sighting(event);
      final var revisions = scope.correlator.threat(sighting);
      scope.finish(revisions, () -> scope.history.add(sighting));
    } else if (record.value() instanceof RemediationEvent event) {
      final Remedy.Target target = EntityEvents.target(event);
      if (target != null) {
        final Scope scope = new Scope(record, event.getTenantId(), event.getEntityId());
        final Remedy remedy = EntityEvents.remedy(event);
        final var revisions = scope.correlator.remediation(target, remedy);
        scope.finish(revisions, () -> scope.history.add(target, remedy));
      }
    }
  }

  private OcsfSignals signals(final NHIEvent event) {
    final OcsfSignals signals = OcsfSignals.read(event.getOcsfEvent());
    if (!signals.isReadable()) {
      attached.unreadableBodies.record();
    }
    return signals;
  }

  /** One event of one entity: its view of the stores, and how the outcome is written. */
  private final class Scope {

    private final Record<byte[], SpecificRecord> record;
    private final EntityHistory history;
    private final FindingLedger ledger;
    private final Correlator correlator;
    private final EntityRules rules;
    private final long arrival;

    Scope(
        final Record<byte[], SpecificRecord> record, final String tenantId, final String entityId) {
      this.record = record;
      arrival = attached.context.currentStreamTimeMs();
      history = attached.history.of(record.key(), arrival);
      ledger = attached.findings.of(record.key());
      correlator = new Correlator(tenantId, entityId, history, ledger);
      rules = EntityRules.of(attached.tenants.settings(tenantId), entityId);
    }

    void finish(final Collection<Revision> revisions, final Runnable addEvent) {
      final List<Revision> changed = new ArrayList<>(revisions.size());
      final List<FindingUpdate> updates = new ArrayList<>(revisions.size());
      for (final Revision revision : revisions) {
        revision.close(rules, arrival);
        if (revision.hasChanged()) {
          changed.add(revision);
          if (revision.state().isKept()) {
            updates.add(update(revision));
          }
        }
      }
      changed.forEach(revision -> ledger.put(revision.state().id(), revision.encoded()));
      addEvent.run();
      updates.forEach(update -> forward(record.key(), update, record.timestamp()));
      if (changed.stream().anyMatch(Revision::isUrgent)) {
        attached.pace.ask(attached.context.currentSystemTimeMs());
      }
    }

    private FindingUpdate update(final Revision revision) {
      if (revision.opens()) {
        attached.opened.record();
        correlator.tellEarlierSteps(revision);
      }
      final FindingId id = revision.state().id();
      return new FindingUpdate(
          id.hex(), id.tenantId(), FindingRecords.of(revision.state()), revision.changes());
    }
  }

  private void forward(final byte[] key, final FindingUpdate update, final long timestamp) {
    attached.context.forward(
        new Record<>(
            key,
            update,
            timestamp,
            OutputHeaders.of(update.tenantId(), EVENT_TYPE, update.findingId(), SCHEMA_VERSION)));
  }

  /** Forgets findings that nothing has changed for long enough; kept ones also leave the view. */
  private void sweep(final long now) {
    final long keptBefore = now - settings.findingRetention().toMillis();
    final long waitingBefore = now - settings.correlationHorizon().toMillis();
    final var expired =
        attached.swept.sweep(
            (key, state) -> {
              final var header = FindingState.Header.of(state);
              return header.touched() < (header.isKept() ? keptBefore : waitingBefore);
            });
    for (final var entry : expired) {
      final FindingState state = FindingState.decode(entry.value);
      if (state.isKept()) {
        final FindingId id = state.id();
        final List<FindingChange> changes =
            state.isOpen() ? List.of(Revision.expired(state)) : List.of();
        forward(
            EntityKey.bytes(id.tenantId(), id.entityId()),
            new FindingUpdate(id.hex(), id.tenantId(), null, changes),
            now);
      }
    }
  }
}
