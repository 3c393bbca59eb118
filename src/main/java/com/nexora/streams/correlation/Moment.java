package com.nexora.streams.correlation;

import java.util.Comparator;

/**
 * A place in the order of an entity's events that does not depend on arrival: event time, then
 * event id.
 *
 * @param time epoch milliseconds
 * @param eventId id of the event
 */
record Moment(long time, String eventId) implements Comparable<Moment> {

  private static final Comparator<Moment> ORDER =
      Comparator.comparingLong(Moment::time).thenComparing(Moment::eventId);

  @Override
  public int compareTo(final Moment other) {
    return ORDER.compare(this, other);
  }

  boolean isBefore(final Moment other) {
    return compareTo(other) < 0;
  }

  void writeTo(final StateWriter out) {
    out.number(time).text(eventId);
  }

  static Moment readFrom(final StateReader in) {
    return new Moment(in.number(), in.text());
  }
}
