package com.nexora.streams.correlation;

/**
 * What correlation remembers of one threat event.
 *
 * @param kind detected, escalated or resolved
 * @param time event time, epoch milliseconds
 * @param eventId its id
 * @param threatId the threat
 * @param score 0-10
 * @param confidence 0-1
 * @param tactic ATT&amp;CK tactic, empty if unknown
 * @param technique ATT&amp;CK technique, empty if unknown
 * @param name short name
 */
record Sighting(
    Kind kind,
    long time,
    String eventId,
    String threatId,
    double score,
    double confidence,
    String tactic,
    String technique,
    String name) {

  private static final int VERSION = 1;
  private static final Kind[] KINDS = Kind.values();

  /** Stored by ordinal: append, never reorder. */
  enum Kind {
    DETECTED("threat.detected"),
    ESCALATED("threat.escalated"),
    RESOLVED("threat.resolved");

    private final String eventType;

    Kind(final String eventType) {
      this.eventType = eventType;
    }

    String eventType() {
      return eventType;
    }
  }

  byte[] encode() {
    final StateWriter out = new StateWriter().octet(VERSION);
    writeTo(out);
    return out.bytes();
  }

  static Sighting decode(final byte[] bytes) {
    final StateReader in = new StateReader(bytes);
    Versions.check("threat", in.octet(), VERSION);
    return readFrom(in);
  }

  void writeTo(final StateWriter out) {
    out.octet(kind.ordinal())
        .number(time)
        .text(eventId)
        .text(threatId)
        .real(score)
        .real(confidence)
        .text(tactic)
        .text(technique)
        .text(name);
  }

  static Sighting readFrom(final StateReader in) {
    return new Sighting(
        KINDS[in.octet()],
        in.number(),
        in.text(),
        in.text(),
        in.real(),
        in.real(),
        in.text(),
        in.text(),
        in.text());
  }

  Moment moment() {
    return new Moment(time, eventId);
  }

  boolean isDetection() {
    return kind == Kind.DETECTED;
  }

  long evidenceMicros() {
    return CorrelationScore.evidenceMicros(score, confidence);
  }
}
