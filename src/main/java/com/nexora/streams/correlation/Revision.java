package com.nexora.streams.correlation;

import com.nexora.events.FindingChange;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One finding while one event is folded into it: what it was before, what it is now, and which
 * steps in its life lie between.
 */
final class Revision {

  /** Threat score from which a finding is kept whatever its correlation score. */
  private static final double KEPT_FROM = 7.0;

  private static final int SEVERAL = 2;
  private static final String OPENED = "opened";

  private final FindingState state;
  private final byte @Nullable [] before;
  private final boolean wasKept;
  private final boolean wasOpen;
  private final double scoreBefore;
  private final int correlationBefore;
  private final TreeMap<Moment, Sighting> steps = new TreeMap<>();
  private byte[] after = new byte[0];

  private Revision(final FindingState state, final byte @Nullable [] before) {
    this.state = state;
    this.before = before;
    wasKept = state.isKept();
    wasOpen = state.isOpen();
    scoreBefore = before == null ? 0 : state.own().worst().score();
    correlationBefore = state.score();
  }

  static Revision ofNew(final FindingId id) {
    return new Revision(new FindingState(id), null);
  }

  static Revision of(final byte[] encoded) {
    return new Revision(FindingState.decode(encoded), encoded);
  }

  FindingState state() {
    return state;
  }

  boolean isNew() {
    return before == null;
  }

  /** Folds in an escalation or resolution, if it comes after the first detection. */
  void step(final Sighting step) {
    if (state.applies(step)) {
      state.step(step);
      steps.put(step.moment(), step);
    }
  }

  /**
   * Scores the finding and encodes its state.
   *
   * @param touched arrival of the event, epoch milliseconds
   */
  void close(final EntityRules rules, final long touched) {
    final double criticality = state.activity().criticality(rules.criticality());
    final FindingScore score = FindingScore.of(state, criticality);
    state.scored(wasKept || isWorthKeeping(score, rules.threshold()), score);
    after = state.encode(touched);
  }

  private boolean isWorthKeeping(final FindingScore score, final int threshold) {
    return state.activity().count() > 0
        && (state.own().worst().score() >= KEPT_FROM
            || score.signals() >= SEVERAL && score.widestScore() >= threshold);
  }

  /** The state's bytes after {@link #close}. */
  byte[] encoded() {
    return after;
  }

  /** Whether the event changed anything. */
  boolean hasChanged() {
    return before == null || FindingState.differ(before, after);
  }

  /** Whether somebody may be waiting: the finding opened, or its score or status changed. */
  boolean isUrgent() {
    return state.isKept()
        && (!wasKept
            || !steps.isEmpty()
            || wasOpen != state.isOpen()
            || correlationBefore != state.score()
            || scoreBefore != state.own().worst().score());
  }

  boolean opens() {
    return state.isKept() && !wasKept;
  }

  /**
   * The steps in the finding's life, in order; none while it is not kept. Each step starts as open
   * as the one before it ended, and the last ends as the finding now is, so that counting them
   * gives the number of open findings.
   */
  List<FindingChange> changes() {
    if (!state.isKept()) {
      return List.of();
    }
    final List<FindingChange> changes = new ArrayList<>();
    if (opens()) {
      changes.add(change(OPENED, state.id().hex(), state.detections().first().time()));
    }
    for (final Sighting step : steps.values()) {
      final boolean escalated = step.kind() == Sighting.Kind.ESCALATED;
      changes.add(change(escalated ? "escalated" : "resolved", step.eventId(), step.time()));
    }
    if (wasKept && steps.isEmpty() && !wasOpen && state.isOpen()) {
      changes.add(change("reopened", state.id().hex(), state.detections().last().time()));
    }
    if (wasKept && state.own().worst().score() > scoreBefore) {
      changes.add(change("rescored", state.id().hex(), state.own().worst().time()));
    }
    boolean open = wasOpen;
    for (int i = 0; i < changes.size(); i++) {
      final FindingChange change = changes.get(i);
      change.setWasOpen(open);
      open = i == changes.size() - 1 ? state.isOpen() : open || opens();
      change.setIsOpen(open);
    }
    return changes;
  }

  /** The last step in the life of a finding that is forgotten while it was open. */
  static FindingChange expired(final FindingState state) {
    final double score = state.own().worst().score();
    final String id = state.id().hex();
    return change(state, "expired", id, state.detections().last().time(), score, true);
  }

  private FindingChange change(final String what, final String cause, final long time) {
    final double previous = wasKept ? scoreBefore : state.own().worst().score();
    return change(state, what, cause, time, OPENED.equals(what) ? null : previous, false);
  }

  private static FindingChange change(
      final FindingState state,
      final String what,
      final String cause,
      final long time,
      final @Nullable Double previousScore,
      final boolean wasOpen) {
    final FindingId id = state.id();
    return new FindingChange(
        id.hex(),
        id.tenantId(),
        id.entityId(),
        id.threatId(),
        what,
        cause,
        id.bucketStart(),
        time,
        previousScore,
        state.own().worst().score(),
        state.score(),
        wasOpen,
        false,
        state.own().surest().name());
  }
}
