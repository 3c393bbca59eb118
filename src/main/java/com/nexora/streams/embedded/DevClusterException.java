package com.nexora.streams.embedded;

import org.jspecify.annotations.Nullable;

/** The development broker or registry cannot run; the message says what, where and what to do. */
public final class DevClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DevClusterException(final String message) {
    this(message, null);
  }

  public DevClusterException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
