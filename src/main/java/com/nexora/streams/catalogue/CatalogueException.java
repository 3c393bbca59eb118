package com.nexora.streams.catalogue;

import org.jspecify.annotations.Nullable;

/** The topic catalogue cannot be used as written; the message names the place and the remedy. */
public final class CatalogueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CatalogueException(final String message) {
    this(message, null);
  }

  public CatalogueException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
