package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.Evidence;
import com.nexora.events.Factor;
import com.nexora.events.LifecycleStep;
import com.nexora.events.RemediationStep;
import com.nexora.streams.ocsf.DetectionFinding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a finding as the world sees it. A function of the state alone: no clock, no revision, so
 * equal states give equal bytes, and a query shows what was emitted.
 */
final class FindingRecords {

  private static final Comparator<Factor> BY_SHARE =
      Comparator.comparingLong(Factor::getDecayedMicros)
          .reversed()
          .thenComparing(Factor::getSignalId)
          .thenComparing(Factor::getKind)
          .thenComparing(Factor::getEventId);

  private FindingRecords() {}

  /** The record of a kept finding. */
  static CorrelatedThreat of(final FindingState state) {
    final FindingId id = state.id();
    final FindingScore score = FindingScore.of(state, state.criticality());
    final Sighting own = score.own();
    final long time = state.detections().first().time();
    final CorrelatedThreat record = new CorrelatedThreat();
    record.setFindingId(id.hex());
    record.setTenantId(id.tenantId());
    record.setEntityId(id.entityId());
    record.setThreatId(id.threatId());
    record.setStatus(state.status().label());
    record.setThreatScore(state.own().worst().score());
    record.setCorrelationScore(score.score());
    record.setCriticality(state.criticality());
    record.setConfidence(own.confidence());
    record.setTactic(own.tactic());
    record.setTechnique(own.technique());
    record.setName(own.name());
    record.setTimestamp(time);
    record.setFirstSeen(state.activity().earliest(time));
    record.setLastSeen(
        state.lifecycle().lastTime(state.activity().latest(state.detections().last().time())));
    record.setThreatEventId(state.own().worst().eventId());
    record.setNhiEventId(state.activity().nearestEventId());
    record.setThreatEventCount(state.detections().count());
    record.setFactors(factors(state, score));
    record.setEvidence(evidence(state, score));
    record.setEvidenceCount(state.activity().count());
    record.setLifecycle(lifecycle(state));
    record.setRemediations(remediations(state));
    record.setOcsfEvent(DetectionFinding.json(record));
    return record;
  }

  private static List<Factor> factors(final FindingState state, final FindingScore score) {
    final Sighting own = score.own();
    final long evidence = own.evidenceMicros();
    final List<Factor> factors = new ArrayList<>();
    factors.add(
        new Factor(
            "threat",
            Signal.Key.text(state.id().threatId(), state.id().bucket()),
            own.eventId(),
            own.tactic(),
            own.score(),
            own.confidence(),
            0L,
            evidence,
            evidence,
            score.share(evidence),
            score.scoreWithout(own.tactic(), evidence)));
    for (final Signal signal : state.signals().all()) {
      factors.add(
          new Factor(
              signal.key().kind().label(),
              signal.key().text(),
              signal.eventId(),
              signal.tactic(),
              signal.severity(),
              signal.confidence(),
              signal.ageMs(),
              signal.evidenceMicros(),
              signal.decayedMicros(),
              score.share(signal.decayedMicros()),
              score.scoreWithout(signal.tactic(), signal.decayedMicros())));
    }
    factors.sort(BY_SHARE);
    return factors;
  }

  /** Events behind a signal by share, then by id, filled up with the others by id. */
  private static List<Evidence> evidence(final FindingState state, final FindingScore score) {
    final Map<JoinedActivity.ById, Long> carried = new HashMap<>();
    final Map<JoinedActivity.ById, String> types = new TreeMap<>(state.activity().smallest());
    for (final Signal signal : state.signals().all()) {
      if (signal.key().kind() != Signal.Kind.OTHER_THREAT) {
        final var event = new JoinedActivity.ById(signal.eventId(), signal.time());
        carried.merge(event, signal.decayedMicros(), Long::sum);
        types.put(event, signal.eventType());
      }
    }
    final Comparator<JoinedActivity.ById> byShare =
        Comparator.comparingLong(event -> -carried.getOrDefault(event, 0L));
    return types.keySet().stream()
        .sorted(byShare.thenComparing(Comparator.naturalOrder()))
        .limit(JoinedActivity.MOST_LISTED)
        .map(
            event ->
                new Evidence(
                    event.eventId(),
                    types.get(event),
                    event.time(),
                    score.share(carried.getOrDefault(event, 0L))))
        .toList();
  }

  private static List<LifecycleStep> lifecycle(final FindingState state) {
    final List<LifecycleStep> steps = new ArrayList<>();
    state
        .lifecycle()
        .steps()
        .forEach(
            (moment, kind) ->
                steps.add(new LifecycleStep(moment.eventId(), kind.eventType(), moment.time())));
    return steps;
  }

  private static List<RemediationStep> remediations(final FindingState state) {
    return state.remedies().all().stream()
        .map(
            step ->
                new RemediationStep(
                    step.eventId(),
                    step.eventType(),
                    step.action(),
                    step.actor(),
                    step.outcome(),
                    step.time()))
        .toList();
  }
}
