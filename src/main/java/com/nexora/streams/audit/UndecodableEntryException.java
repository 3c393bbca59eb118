package com.nexora.streams.audit;

/** The bytes are not an entry of a known schema; the message holds nothing of the payload. */
public final class UndecodableEntryException extends Exception {

  private static final long serialVersionUID = 1L;

  UndecodableEntryException(final String message) {
    super(message);
  }

  UndecodableEntryException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
