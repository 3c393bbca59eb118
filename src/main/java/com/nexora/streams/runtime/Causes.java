package com.nexora.streams.runtime;

/**
 * Looks for what lies behind an exception: Kafka's clients wrap what they caught, and what matters
 * may be the cause of a cause.
 */
final class Causes {

  private Causes() {}

  /** Whether an exception, its cause, or a cause behind that is of one of the types. */
  static boolean include(final Throwable thrown, final Class<?>... types) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      for (final Class<?> type : types) {
        if (type.isInstance(cause)) {
          return true;
        }
      }
    }
    return false;
  }
}
