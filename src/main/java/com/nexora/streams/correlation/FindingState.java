package com.nexora.streams.correlation;

import java.util.Arrays;

/**
 * All that is known of one finding, as maxima, minima, sets and counts of its events: folding the
 * same events in any order gives the same state, and one more event is folded in without reading
 * the others again.
 *
 * <p>Mutable, for one record at a time. A state without joined activity, or below every threshold,
 * is kept too: its partners may still come.
 */
final class FindingState {

  private static final int VERSION = 1;
  private static final int KEPT = 1;
  private static final int OPEN = 2;
  private static final int AFTER_TOUCHED = 2 + Long.BYTES;

  private final FindingId id;
  private final Detections detections;
  private final OwnThreat own;
  private final Signals signals;
  private final JoinedActivity activity;
  private final Lifecycle lifecycle;
  private final Remedies remedies;
  private boolean kept;
  private double criticality = 1;
  private int score;

  /** A finding that waits for its first detection. */
  FindingState(final FindingId id) {
    this(
        id,
        new Detections(id.bucketStart()),
        new OwnThreat(),
        new Signals(),
        new JoinedActivity(),
        new Lifecycle(),
        new Remedies());
  }

  private FindingState(
      final FindingId id,
      final Detections detections,
      final OwnThreat own,
      final Signals signals,
      final JoinedActivity activity,
      final Lifecycle lifecycle,
      final Remedies remedies) {
    this.id = id;
    this.detections = detections;
    this.own = own;
    this.signals = signals;
    this.activity = activity;
    this.lifecycle = lifecycle;
    this.remedies = remedies;
  }

  FindingId id() {
    return id;
  }

  Detections detections() {
    return detections;
  }

  OwnThreat own() {
    return own;
  }

  Signals signals() {
    return signals;
  }

  JoinedActivity activity() {
    return activity;
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  Remedies remedies() {
    return remedies;
  }

  /** Whether the finding has been emitted; it then stays so. */
  boolean isKept() {
    return kept;
  }

  /** Weight of the entity that the emitted score was made with. */
  double criticality() {
    return criticality;
  }

  /** The correlation score as it was last computed, 0-100. */
  int score() {
    return score;
  }

  /** Notes the outcome of scoring. */
  void scored(final boolean nowKept, final FindingScore outcome) {
    scored(nowKept, outcome.criticality(), outcome.score());
  }

  private void scored(final boolean nowKept, final double withCriticality, final int newScore) {
    kept = nowKept;
    criticality = withCriticality;
    score = newScore;
  }

  FindingStatus status() {
    return lifecycle.status(detections.last());
  }

  /** Whether agents and operators count it as open. */
  boolean isOpen() {
    return kept && status() != FindingStatus.RESOLVED;
  }

  /** Folds in a detection of this finding. */
  void detect(final Sighting detection) {
    detections.add(detection.moment());
    own.add(detection);
  }

  /** Folds in an event of another threat, or of this one in another bucket. */
  void otherThreat(final Sighting other, final long ageMs) {
    signals.add(Signal.otherThreat(other, ageMs));
  }

  /**
   * Folds in an NHI event within five minutes of a detection.
   *
   * @param isNew whether the event joins for the first time, rather than only coming nearer
   */
  void join(final Activity event, final long ageMs, final boolean isNew) {
    if (isNew) {
      activity.add(event);
    }
    activity.near(event.moment(), ageMs);
    if (event.risk() > 0) {
      signals.add(Signal.risk(event, ageMs));
    }
    if (event.deviation() > 0) {
      signals.add(Signal.deviation(event, ageMs));
    }
  }

  /** Whether an escalation or resolution comes after the first detection, as it must to count. */
  boolean applies(final Sighting step) {
    return !detections.isEmpty() && !step.moment().isBefore(detections.first());
  }

  /** Folds in an escalation or resolution that {@link #applies}. */
  void step(final Sighting step) {
    lifecycle.add(step);
    if (step.kind() == Sighting.Kind.ESCALATED) {
      own.add(step);
    }
  }

  /**
   * The state's bytes. Version, flags, time of the last change, time of the first detection and
   * threat score stand at fixed places, for {@link Header}.
   *
   * @param touched arrival of the event that changed it, epoch milliseconds
   */
  byte[] encode(final long touched) {
    final StateWriter out =
        new StateWriter()
            .octet(VERSION)
            .octet((kept ? KEPT : 0) | (isOpen() ? OPEN : 0))
            .fixed(touched)
            .fixed(detections.first().time())
            .real(own.worst().score())
            .real(criticality)
            .number(score)
            .text(id.tenantId())
            .text(id.entityId())
            .text(id.threatId())
            .number(id.bucket());
    detections.writeTo(out);
    own.writeTo(out);
    signals.writeTo(out);
    activity.writeTo(out);
    lifecycle.writeTo(out);
    remedies.writeTo(out);
    return out.bytes();
  }

  static FindingState decode(final byte[] bytes) {
    final StateReader in = new StateReader(bytes);
    final Header header = Header.readFrom(in);
    final double criticality = in.real();
    final int score = in.count();
    final FindingId id = readId(in);
    final FindingState state =
        new FindingState(
            id,
            Detections.readFrom(in, id.bucketStart()),
            OwnThreat.readFrom(in),
            Signals.readFrom(in),
            JoinedActivity.readFrom(in),
            Lifecycle.readFrom(in),
            Remedies.readFrom(in));
    state.scored(header.isKept(), criticality, score);
    return state;
  }

  /** Which finding an encoded state is, without decoding the rest. */
  static FindingId decodeId(final byte[] bytes) {
    final StateReader in = new StateReader(bytes);
    Header.readFrom(in);
    in.real();
    in.count();
    return readId(in);
  }

  private static FindingId readId(final StateReader in) {
    return new FindingId(in.text(), in.text(), in.text(), in.number());
  }

  /** Whether two encoded states differ in anything but the time of their last change. */
  static boolean differ(final byte[] a, final byte[] b) {
    return !Arrays.equals(a, 0, 2, b, 0, 2)
        || !Arrays.equals(a, AFTER_TOUCHED, a.length, b, AFTER_TOUCHED, b.length);
  }

  /**
   * What sweeping, counting and filtering need of an encoded state, without decoding the rest.
   *
   * @param isKept whether the finding has been emitted
   * @param isOpen whether it counts as open
   * @param touched arrival of the event that changed it last, epoch milliseconds
   * @param time event time of its first detection, epoch milliseconds
   * @param threatScore 0-10
   */
  record Header(boolean isKept, boolean isOpen, long touched, long time, double threatScore) {

    static Header of(final byte[] state) {
      return readFrom(new StateReader(state));
    }

    private static Header readFrom(final StateReader in) {
      Versions.check("finding", in.octet(), VERSION);
      final int flags = in.octet();
      return new Header(
          (flags & KEPT) != 0, (flags & OPEN) != 0, in.fixed(), in.fixed(), in.real());
    }
  }
}
