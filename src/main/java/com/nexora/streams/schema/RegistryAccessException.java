package com.nexora.streams.schema;

import org.jspecify.annotations.Nullable;

/**
 * A registry answered, but not as a registry that serves us: it refused our credentials, or what
 * answers at the URL is none.
 *
 * <p>A kind of {@link RegistryUnreachableException} on purpose: a proxy in front of a registry that
 * restarts answers like that, too, so the record is tried again as if nobody had answered.
 */
public final class RegistryAccessException extends RegistryUnreachableException {

  private static final long serialVersionUID = 1L;

  public RegistryAccessException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
