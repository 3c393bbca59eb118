package com.nexora.streams.tenants;

import java.util.Collection;
import java.util.Map;

/**
 * Counts what the conditions of one event cost, and stops them.
 *
 * <p>A tenant writes its conditions and its events, and its events pass through threads that it
 * shares with others. So the sum over all its conditions is bounded, by counting and not by a
 * clock, that the same event has the same answer everywhere.
 */
final class Effort {

  /**
   * Steps that the conditions of one event may take together. A step is an operand looked at, a
   * character of text looked at, or a member of a list or map looked at.
   */
  static final long MOST = 250_000;

  /** A comparison looks at this many members of the body in the time of one other step. */
  private static final int MEMBERS_PER_STEP = 8;

  private long left = MOST;

  /** The effort is spent. */
  static final class SpentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SpentException() {
      super("too much effort", null, false, false);
    }
  }

  /** Counts one operand with its value. */
  void look(final Object value) {
    spend(1 + size(value));
  }

  /** Counts one comparison in a body of so many members. */
  void compare(final int members) {
    spend(1 + members / MEMBERS_PER_STEP);
  }

  private static int size(final Object value) {
    if (value instanceof CharSequence text) {
      return text.length();
    }
    if (value instanceof Collection<?> list) {
      return list.size();
    }
    return value instanceof Map<?, ?> map ? map.size() : 0;
  }

  private void spend(final long steps) {
    left -= steps;
    if (left < 0) {
      throw new SpentException();
    }
  }
}
