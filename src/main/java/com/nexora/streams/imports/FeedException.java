package com.nexora.streams.imports;

import org.jspecify.annotations.Nullable;

/** Events cannot be stored at all; the message says where and what to do. */
public final class FeedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public FeedException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
