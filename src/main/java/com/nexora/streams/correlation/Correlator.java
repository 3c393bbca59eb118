package com.nexora.streams.correlation;

import com.nexora.streams.correlation.Sighting.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rule of the join (REQUIREMENTS N3-N9, docs/correlation.md) for one entity and one event.
 *
 * <p>An event is folded into exactly the findings that it concerns. What a finding holds is a
 * maximum, a union or a count over all pairs of its detections and the events around them; each
 * pair is folded when its later half arrives, so the result does not depend on which half that is,
 * and an NHI event costs one look at the threats around it however much activity there is.
 *
 * <p>Computes only: the caller writes the revisions and the event itself, in that order, when all
 * is done.
 */
final class Correlator {

  private static final long REACH = FindingId.FIVE_MINUTES;

  private final String tenantId;
  private final String entityId;
  private final EntityHistory history;
  private final FindingLedger ledger;

  Correlator(
      final String tenantId,
      final String entityId,
      final EntityHistory history,
      final FindingLedger ledger) {
    this.tenantId = tenantId;
    this.entityId = entityId;
    this.history = history;
    this.ledger = ledger;
  }

  /** Folds an NHI event into every finding with a detection within five minutes of it. */
  Collection<Revision> activity(final Activity event) {
    final Map<FindingId, Long> ages = findingsAround(event.time());
    if (ages.isEmpty() || history.knows(event)) {
      return List.of();
    }
    final List<Revision> revisions = new ArrayList<>(ages.size());
    ages.forEach(
        (id, age) -> {
          final Revision revision = existing(id);
          if (revision != null) {
            revision.state().join(event, age, true);
            revisions.add(revision);
          }
        });
    return revisions;
  }

  /** Folds a threat event into its own findings and, as a signal, into those around it. */
  Collection<Revision> threat(final Sighting event) {
    if (history.knows(event)) {
      return List.of();
    }
    final Map<FindingId, Revision> revisions = new LinkedHashMap<>();
    if (event.kind() != Kind.RESOLVED) {
      signalOthers(event, revisions);
    }
    if (event.isDetection()) {
      final FindingId id = FindingId.at(tenantId, entityId, event.threatId(), event.time());
      revisions.put(id, detection(id, event));
    } else {
      for (final byte[] encoded : ledger.ofThreat(event.threatId())) {
        final Revision revision = Revision.of(encoded);
        revision.step(event);
        revisions.put(revision.state().id(), revision);
      }
    }
    return revisions.values();
  }

  /** Attaches a remediation step to the finding it names, or to every finding of its threat. */
  Collection<Revision> remediation(final Remedy.Target target, final Remedy remedy) {
    if (history.knows(target, remedy)) {
      return List.of();
    }
    final List<Revision> revisions = new ArrayList<>();
    for (final byte[] encoded :
        target.isFinding() ? ledger.ofEntity() : ledger.ofThreat(target.id())) {
      final Revision revision = Revision.of(encoded);
      if (!target.isFinding() || target.id().equals(revision.state().id().hex())) {
        revision.state().remedies().add(remedy);
        revisions.add(revision);
      }
    }
    return revisions;
  }

  /**
   * Every escalation and resolution that applies to a finding which opens just now: those that came
   * before it opened are told with its opening.
   */
  void tellEarlierSteps(final Revision revision) {
    final FindingState state = revision.state();
    final long first = state.detections().first().time();
    history.lifecycle(state.id().threatId(), first, Long.MAX_VALUE, revision::step);
  }

  private void signalOthers(final Sighting event, final Map<FindingId, Revision> revisions) {
    findingsAround(event.time())
        .forEach(
            (id, age) -> {
              final Revision revision = isOther(event, id) ? existing(id) : null;
              if (revision != null) {
                revision.state().otherThreat(event, age);
                revisions.put(id, revision);
              }
            });
  }

  private Revision detection(final FindingId id, final Sighting event) {
    final Revision known = existing(id);
    final Revision revision = known == null ? Revision.ofNew(id) : known;
    final FindingState state = revision.state();
    final Detections detections = state.detections();
    if (!detections.isAt(event.time())) {
      joinAround(event, state);
    }
    final @Nullable Moment firstBefore = detections.isEmpty() ? null : detections.first();
    state.detect(event);
    if (firstBefore == null || event.moment().isBefore(firstBefore)) {
      final long to = firstBefore == null ? Long.MAX_VALUE : firstBefore.time();
      history.lifecycle(
          id.threatId(),
          event.time(),
          to,
          step -> {
            if (firstBefore == null || step.moment().isBefore(firstBefore)) {
              revision.step(step);
            }
          });
    }
    if (revision.isNew()) {
      history.remedies(Remedy.Target.threat(id.threatId()), state.remedies()::add);
      history.remedies(Remedy.Target.finding(id.hex()), state.remedies()::add);
    }
    return revision;
  }

  /** Folds in everything within five minutes of a new moment of detection. */
  private void joinAround(final Sighting detection, final FindingState state) {
    final long from = detection.time() - REACH;
    final long to = detection.time() + REACH;
    history.activity(
        from,
        to,
        event ->
            state.join(
                event,
                Math.abs(event.time() - detection.time()),
                !state.detections().reach(event.time())));
    history.sightings(
        from,
        to,
        other -> {
          if (isOther(other, state.id())) {
            state.otherThreat(other, Math.abs(other.time() - detection.time()));
          }
        });
  }

  /**
   * Whether a threat event is a signal of its own for a finding. The finding's own detections are
   * not, nor are escalations of its threat: those raise its own factor.
   */
  private static boolean isOther(final Sighting event, final FindingId id) {
    return !event.threatId().equals(id.threatId())
        || event.isDetection() && FindingId.bucketOf(event.time()) != id.bucket();
  }

  /** Findings with a detection within five minutes of a time, with the distance to the nearest. */
  private Map<FindingId, Long> findingsAround(final long time) {
    final Map<FindingId, Long> ages = new LinkedHashMap<>();
    history.sightings(
        time - REACH,
        time + REACH,
        sighting -> {
          if (sighting.isDetection()) {
            ages.merge(
                FindingId.at(tenantId, entityId, sighting.threatId(), sighting.time()),
                Math.abs(sighting.time() - time),
                Math::min);
          }
        });
    return ages;
  }

  private @Nullable Revision existing(final FindingId id) {
    final byte[] encoded = ledger.get(id);
    return encoded == null ? null : Revision.of(encoded);
  }
}
