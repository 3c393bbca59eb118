package com.nexora.streams.intake;

import org.jspecify.annotations.Nullable;

/**
 * What became of one event.
 *
 * @param state accepted: all replicas have it; refused: it was not sent, and sending it again as it
 *     is helps nothing; failed: it may or may not be there, send it again under the same id
 * @param eventId null if the event is refused
 * @param refused why, null unless it is refused
 */
public record Receipt(State state, @Nullable String eventId, @Nullable Refused refused) {

  /** The three outcomes. */
  public enum State {
    ACCEPTED,
    REFUSED,
    FAILED
  }

  static Receipt accepted(final String eventId) {
    return new Receipt(State.ACCEPTED, eventId, null);
  }

  static Receipt failed(final String eventId) {
    return new Receipt(State.FAILED, eventId, null);
  }

  static Receipt refused(final Refused why) {
    return new Receipt(State.REFUSED, null, why);
  }
}
