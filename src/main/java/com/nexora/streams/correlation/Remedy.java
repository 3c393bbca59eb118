package com.nexora.streams.correlation;

/**
 * What correlation remembers of one remediation event.
 *
 * @param time event time, epoch milliseconds
 * @param eventId its id
 * @param eventType its type
 * @param action what is done
 * @param actor by whom
 * @param outcome success, failure or empty while running
 */
record Remedy(
    long time, String eventId, String eventType, String action, String actor, String outcome) {

  private static final int VERSION = 1;

  byte[] encode() {
    final StateWriter out = new StateWriter().octet(VERSION);
    writeTo(out);
    return out.bytes();
  }

  static Remedy decode(final byte[] bytes) {
    final StateReader in = new StateReader(bytes);
    Versions.check("remediation", in.octet(), VERSION);
    return readFrom(in);
  }

  void writeTo(final StateWriter out) {
    out.number(time).text(eventId).text(eventType).text(action).text(actor).text(outcome);
  }

  static Remedy readFrom(final StateReader in) {
    return new Remedy(in.number(), in.text(), in.text(), in.text(), in.text(), in.text());
  }

  Moment moment() {
    return new Moment(time, eventId);
  }

  /** What a remediation answers: one finding, or every finding of a threat. */
  record Target(char kind, String id) {

    static Target finding(final String findingId) {
      return new Target('f', findingId);
    }

    static Target threat(final String threatId) {
      return new Target('t', threatId);
    }

    boolean isFinding() {
      return kind == 'f';
    }
  }
}
