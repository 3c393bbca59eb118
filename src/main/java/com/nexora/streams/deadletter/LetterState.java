package com.nexora.streams.deadletter;

import java.util.Locale;
import java.util.Optional;

/** What became of a letter. Nobody reopens one: what was replayed in vain is a new letter. */
public enum LetterState {
  OPEN,
  REPLAYED,
  DISCARDED;

  /** The state as people write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of a text; empty if it is none. */
  public static Optional<LetterState> of(final String text) {
    for (final LetterState state : values()) {
      if (state.text().equals(text)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
