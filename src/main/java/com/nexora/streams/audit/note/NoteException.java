package com.nexora.streams.audit.note;

/**
 * A text is not what it should be: malformed, too large, signed by nobody known, or signed wrongly.
 * The message says what and where, and never repeats a private key.
 */
public final class NoteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of fault it is: a broken form says something else than a broken signature. */
  public enum Reason {
    /** The bytes are not of the form. */
    MALFORMED,
    /** No signature by a key that is known here. */
    UNSIGNED,
    /** A signature that claims a known key does not fit the text. */
    BAD_SIGNATURE
  }

  private final Reason reason;

  NoteException(final Reason reason, final String message) {
    super(message);
    this.reason = reason;
  }

  static NoteException malformed(final String message) {
    return new NoteException(Reason.MALFORMED, message);
  }

  /** The kind of fault. */
  public Reason reason() {
    return reason;
  }
}
