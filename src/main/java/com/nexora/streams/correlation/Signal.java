package com.nexora.streams.correlation;

import java.util.Comparator;

/**
 * One signal of a finding's score beside its own threat: the strongest event behind it, at the
 * distance of the detection that lies nearest to that event.
 *
 * @param key what makes it one signal; repeats take the maximum
 * @param time event time, epoch milliseconds
 * @param eventId the event that gives the value
 * @param eventType type of that event
 * @param tactic ATT&amp;CK tactic, empty if none
 * @param severity s, 0-10
 * @param confidence c, 0-1
 * @param evidenceMicros e in millionths
 * @param ageMs distance to the nearest detection of the finding
 * @param decayedMicros e after decay over that distance, in millionths
 */
record Signal(
    Key key,
    long time,
    String eventId,
    String eventType,
    String tactic,
    double severity,
    double confidence,
    long evidenceMicros,
    long ageMs,
    long decayedMicros) {

  /** Strongest first; total, so that the maximum of a set does not depend on its order. */
  static final Comparator<Signal> STRONGEST_FIRST =
      Comparator.comparingLong(Signal::decayedMicros)
          .thenComparingLong(Signal::evidenceMicros)
          .reversed()
          .thenComparingLong(Signal::time)
          .thenComparing(Signal::eventId)
          .thenComparingLong(Signal::ageMs)
          .thenComparing(Signal::key);

  private static final double NHI_CONFIDENCE = 0.5;

  /** Stored by ordinal: append, never reorder. */
  enum Kind {
    OTHER_THREAT("other-threat"),
    NHI_RISK("nhi-risk"),
    NHI_DEVIATION("nhi-deviation");

    static final Kind[] ALL = values();

    private final String label;

    Kind(final String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * Identity of a signal within its entity.
   *
   * @param kind what kind of signal
   * @param id threat id; for an NHI signal empty, since the kind says it
   * @param bucket {@code floor(event time / 5 min)} of the signal's own time
   */
  record Key(Kind kind, String id, long bucket) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::kind).thenComparing(Key::id).thenComparingLong(Key::bucket);

    @Override
    public int compareTo(final Key other) {
      return ORDER.compare(this, other);
    }

    /** The id as it stands in a finding: what it is, and the start of its five minutes. */
    String text() {
      return text(kind == Kind.OTHER_THREAT ? id : kind.label(), bucket);
    }

    void writeTo(final StateWriter out) {
      out.octet(kind.ordinal()).text(id).number(bucket);
    }

    static Key readFrom(final StateReader in) {
      return new Key(Kind.ALL[in.octet()], in.text(), in.number());
    }

    static String text(final String id, final long bucket) {
      return id + "@" + bucket * FindingId.FIVE_MINUTES;
    }
  }

  static Signal otherThreat(final Sighting sighting, final long ageMs) {
    return of(
        new Key(Kind.OTHER_THREAT, sighting.threatId(), FindingId.bucketOf(sighting.time())),
        sighting.moment(),
        sighting.kind().eventType(),
        sighting.tactic(),
        sighting.score(),
        sighting.confidence(),
        ageMs);
  }

  static Signal risk(final Activity activity, final long ageMs) {
    return ofActivity(Kind.NHI_RISK, activity, activity.risk(), ageMs);
  }

  static Signal deviation(final Activity activity, final long ageMs) {
    return ofActivity(Kind.NHI_DEVIATION, activity, 10 * activity.deviation(), ageMs);
  }

  private static Signal ofActivity(
      final Kind kind, final Activity activity, final double severity, final long ageMs) {
    return of(
        new Key(kind, "", FindingId.bucketOf(activity.time())),
        activity.moment(),
        activity.eventType(),
        "",
        severity,
        NHI_CONFIDENCE,
        ageMs);
  }

  private static Signal of(
      final Key key,
      final Moment moment,
      final String eventType,
      final String tactic,
      final double severity,
      final double confidence,
      final long ageMs) {
    final long evidence = CorrelationScore.evidenceMicros(severity, confidence);
    return new Signal(
        key,
        moment.time(),
        moment.eventId(),
        eventType,
        tactic,
        severity,
        confidence,
        evidence,
        ageMs,
        CorrelationScore.decayedMicros(evidence, ageMs, CorrelationScore.FINDING_HALF_LIFE_MS));
  }

  void writeTo(final StateWriter out) {
    key.writeTo(out);
    out.number(time)
        .text(eventId)
        .text(eventType)
        .text(tactic)
        .real(severity)
        .real(confidence)
        .number(evidenceMicros)
        .number(ageMs)
        .number(decayedMicros);
  }

  static Signal readFrom(final StateReader in) {
    return new Signal(
        Key.readFrom(in),
        in.number(),
        in.text(),
        in.text(),
        in.text(),
        in.real(),
        in.real(),
        in.number(),
        in.number(),
        in.number());
  }
}
