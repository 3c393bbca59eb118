package com.nexora.streams.schema;

import org.jspecify.annotations.Nullable;

/**
 * The registry answered that it does not know a schema id. Retrying does not help: the record is a
 * dead letter.
 */
public final class UnknownSchemaIdException extends SchemaException {

  private static final long serialVersionUID = 1L;

  public UnknownSchemaIdException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
