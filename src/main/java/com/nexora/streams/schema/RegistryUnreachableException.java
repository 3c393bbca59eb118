package com.nexora.streams.schema;

import org.jspecify.annotations.Nullable;

/**
 * No configured registry gave an answer we can use. The record is fine: wait and try again, never
 * treat it as a dead letter.
 */
public class RegistryUnreachableException extends SchemaException {

  private static final long serialVersionUID = 1L;

  public RegistryUnreachableException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
