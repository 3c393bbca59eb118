package com.nexora.streams.correlation;

/**
 * What correlation remembers of one NHI event.
 *
 * @param time event time, epoch milliseconds
 * @param eventId its id
 * @param eventType its type
 * @param risk {@code unmapped.risk_score} of its body, 0-10; 0 = no signal
 * @param deviation {@code unmapped.baseline_deviation} of its body, 0-1; 0 = no signal
 * @param criticality what it says about its entity: 0.5, 1, 2 or 4; 0 = nothing
 */
record Activity(
    long time,
    String eventId,
    String eventType,
    double risk,
    double deviation,
    double criticality) {

  private static final int VERSION = 1;
  private static final int HAS_SIGNALS = 1;

  byte[] encode() {
    final boolean signals = risk != 0 || deviation != 0 || criticality != 0;
    final StateWriter out =
        new StateWriter()
            .octet(VERSION)
            .octet(signals ? HAS_SIGNALS : 0)
            .number(time)
            .text(eventId)
            .text(eventType);
    return (signals ? out.real(risk).real(deviation).real(criticality) : out).bytes();
  }

  static Activity decode(final byte[] bytes) {
    final StateReader in = new StateReader(bytes);
    Versions.check("activity", in.octet(), VERSION);
    final boolean signals = in.octet() == HAS_SIGNALS;
    final long time = in.number();
    final String eventId = in.text();
    final String eventType = in.text();
    return signals
        ? new Activity(time, eventId, eventType, in.real(), in.real(), in.real())
        : new Activity(time, eventId, eventType, 0, 0, 0);
  }

  Moment moment() {
    return new Moment(time, eventId);
  }
}
