package com.nexora.streams.schema;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Something is wrong between a record and its schema; the subclasses say what can be done about it.
 */
public class SchemaException extends SerializationException {

  private static final long serialVersionUID = 1L;

  public SchemaException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
