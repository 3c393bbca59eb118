package com.nexora.streams.bench;

/** A run that failed, or whose results are wrong. The message is for people. */
public final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BenchException(final String message) {
    super(message);
  }

  public BenchException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
