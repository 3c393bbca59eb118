package com.nexora.streams.intake;

/** A body that as a whole cannot be read as events; nothing of it was taken. */
public final class BodyException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;

  private BodyException(final String message, final boolean tooLarge) {
    super(message, null, false, false);
    this.tooLarge = tooLarge;
  }

  static BodyException malformed(final String message) {
    return new BodyException(message, false);
  }

  static BodyException tooLarge(final String message) {
    return new BodyException(message, true);
  }

  /** Whether it is too large, or holds too much, rather than wrong. */
  public boolean tooLarge() {
    return tooLarge;
  }
}
