package com.nexora.streams.schema;

import org.jspecify.annotations.Nullable;

/**
 * A registry answered, but not as a registry that serves us: it refused our credentials, or what
 * answers at the URL is none.
 *
 * <p>A kind of {@link RegistryUnreachableException} on purpose: a changed password must stop the
 * application, not send every good record to the dead letter queue.
 */
public final class RegistryAccessException extends RegistryUnreachableException {

  private static final long serialVersionUID = 1L;

  public RegistryAccessException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
