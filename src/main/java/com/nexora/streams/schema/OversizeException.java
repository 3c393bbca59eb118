package com.nexora.streams.schema;

/**
 * A record would be larger than a broker takes. Found before the producer sees it, since a refusal
 * by the broker costs the whole transaction.
 */
public final class OversizeException extends SchemaException {

  private static final long serialVersionUID = 1L;

  OversizeException(final String topic, final int size, final int most) {
    super(
        "a record for %s would have %d bytes, at most %d can be written"
            .formatted(topic, size, most),
        null);
  }
}
