package com.nexora.streams.intake;

import org.jspecify.annotations.Nullable;

/**
 * What reading one event gave: the event, or why it is none.
 *
 * @param event null if it is refused
 * @param refused null if it is an event
 */
public record ReadEvent(@Nullable SentEvent event, @Nullable Refused refused) {

  static ReadEvent of(final SentEvent event) {
    return new ReadEvent(event, null);
  }

  static ReadEvent refused(final String reason, final String detail) {
    return new ReadEvent(null, new Refused(reason, detail));
  }
}
