package com.nexora.streams.schema;

import org.jspecify.annotations.Nullable;

/**
 * No configured registry gave an answer we can use, or none within the time that the caller had.
 * The record is fine: wait and try again before it becomes a dead letter.
 */
public class RegistryUnreachableException extends SchemaException {

  private static final long serialVersionUID = 1L;

  public RegistryUnreachableException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
