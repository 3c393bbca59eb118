package com.nexora.streams.destinations;

/** A destination's settings cannot be used; the message says which, and what to do. */
public final class InvalidDestinationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidDestinationException(final String message) {
    super(message);
  }
}
