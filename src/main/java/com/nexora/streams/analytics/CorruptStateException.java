package com.nexora.streams.analytics;

/**
 * Bytes of a store are damaged or of a version that this program does not know: an error, since the
 * alternative is a wrong number.
 */
public final class CorruptStateException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  CorruptStateException(final String what, final String why) {
    super("not a " + what + ": " + why);
  }
}
