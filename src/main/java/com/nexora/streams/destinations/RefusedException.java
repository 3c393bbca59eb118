package com.nexora.streams.destinations;

/**
 * A destination will never take these items; each is tried alone, and then goes to the dead
 * letters.
 */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int delivered;

  /**
   * @param message why, without payload
   * @param delivered how many of the batch, from its first, were accepted before
   */
  RefusedException(final String message, final int delivered) {
    super(message);
    this.delivered = delivered;
  }

  int delivered() {
    return delivered;
  }
}
