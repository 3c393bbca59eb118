package com.nexora.streams.imports;

/** One record cannot be taken; the message says why and names the field. The import goes on. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  public RefusedException(final String message) {
    super(message);
  }
}
