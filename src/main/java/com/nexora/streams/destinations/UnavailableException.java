package com.nexora.streams.destinations;

/** A destination does not take anything now; it will be tried again. */
final class UnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int delivered;
  private final long retryAfterMs;

  UnavailableException(final String message, final Throwable cause) {
    this(message, cause, 0);
  }

  /**
   * @param delivered how many of the batch, from its first, were accepted
   */
  UnavailableException(final String message, final Throwable cause, final int delivered) {
    super(message, cause);
    this.delivered = delivered;
    this.retryAfterMs = 0;
  }

  /**
   * @param retryAfterMs how long the other side asks to be left alone
   */
  UnavailableException(final String message, final int delivered, final long retryAfterMs) {
    super(message);
    this.delivered = delivered;
    this.retryAfterMs = retryAfterMs;
  }

  int delivered() {
    return delivered;
  }

  long retryAfterMs() {
    return retryAfterMs;
  }
}
