package com.nexora.streams.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A partition of a store cannot be read here and now: it is being restored, or moves, or belongs to
 * another instance. It says nothing about whether the key exists; asking again soon helps.
 */
public final class StoreUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
