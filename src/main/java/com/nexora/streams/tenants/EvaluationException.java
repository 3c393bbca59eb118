package com.nexora.streams.tenants;

/** A condition that has no answer for an event; the message names nothing of the event. */
public final class EvaluationException extends Exception {

  private static final long serialVersionUID = 1L;

  EvaluationException(final String message) {
    super(message, null, false, false);
  }
}
