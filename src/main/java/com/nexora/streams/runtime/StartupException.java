package com.nexora.streams.runtime;

import org.jspecify.annotations.Nullable;

/** The instance cannot start; the message says what is wrong, where, and what to do about it. */
public final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StartupException(final String message) {
    super(message);
  }

  public StartupException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
