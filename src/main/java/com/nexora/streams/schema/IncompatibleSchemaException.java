package com.nexora.streams.schema;

import org.jspecify.annotations.Nullable;

/**
 * The registry refused a schema under its compatibility rule, or reader and writer schema cannot be
 * resolved.
 */
public final class IncompatibleSchemaException extends SchemaException {

  private static final long serialVersionUID = 1L;

  public IncompatibleSchemaException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
