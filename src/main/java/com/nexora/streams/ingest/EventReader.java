package com.nexora.streams.ingest;

import com.nexora.streams.schema.IncompatibleSchemaException;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.schema.UnknownSchemaIdException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to event, with every way to fail told apart: the bytes' fault is a refusal, the registry's
 * absence an exception, since the record must be tried again.
 */
final class EventReader<T> {

  /**
   * Largest value that passes, in bytes. Below the broker's and the producer's limit of 1 MiB by
   * what a record grows on a hop: key, headers, batch.
   */
  static final int MAX_VALUE_BYTES = 1_000_000;

  /**
   * Most bytes of header names and values. They travel with the event, so without a bound a record
   * that just fitted its topic would not fit the next one, and the producer would fail for good.
   */
  static final int MAX_HEADER_BYTES = 16 * 1024;

  private final Deserializer<T> deserializer;

  /**
   * @param deserializer must not wait for a registry that is away
   */
  EventReader(final Deserializer<T> deserializer) {
    this.deserializer = deserializer;
  }

  /**
   * Either the event or why there is none.
   *
   * @param error class of the error behind the refusal
   */
  record Reading<T>(@Nullable T event, @Nullable Refusal refusal, @Nullable Class<?> error) {

    private static <T> Reading<T> refused(
        final Reason reason, final Class<?> error, final String message) {
      return new Reading<>(null, new Refusal(reason, message), error);
    }
  }

  /**
   * Reads one value.
   *
   * @throws RegistryUnreachableException if no registry has said yet what the schema is
   */
  @SuppressWarnings("NullAway") // a value that is missing is out of bounds
  Reading<T> read(final String topic, final Headers headers, final byte @Nullable [] value) {
    final Reading<T> outOfBounds = bounds(headers, value);
    return outOfBounds == null ? decode(topic, headers, value) : outOfBounds;
  }

  /** The refusal of what nobody need decode; null if there is none. */
  @Nullable Reading<T> bounds(final Headers headers, final byte @Nullable [] value) {
    if (value == null) {
      return Reading.refused(
          Reason.EMPTY_VALUE,
          EventReader.class,
          "the record has no value: event topics take no tombstones; send an event instead");
    }
    if (value.length > MAX_VALUE_BYTES) {
      return Reading.refused(
          Reason.TOO_LARGE,
          EventReader.class,
          "the value has "
              + value.length
              + " bytes, at most "
              + MAX_VALUE_BYTES
              + " are allowed: keep large content elsewhere and send a reference");
    }
    if (sizeOf(headers) > MAX_HEADER_BYTES) {
      return Reading.refused(
          Reason.HEADERS_TOO_LARGE,
          EventReader.class,
          "the headers have more than "
              + MAX_HEADER_BYTES
              + " bytes: put what is more into the event's body");
    }
    return null;
  }

  private static long sizeOf(final Headers headers) {
    long size = 0;
    for (final Header header : headers) {
      // A char is at most three bytes; the exact number is not worth an encoding per record.
      size += 3L * header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }

  private Reading<T> decode(final String topic, final Headers headers, final byte[] value) {
    try {
      return new Reading<>(deserializer.deserialize(topic, headers, value), null, null);
    } catch (final RegistryUnreachableException e) {
      throw e;
    } catch (final UnknownSchemaIdException e) {
      return Reading.refused(
          Reason.UNKNOWN_SCHEMA,
          e.getClass(),
          "the schema registry does not know the schema id of the value: register the schema,"
              + " or point the producer at this registry");
    } catch (final IncompatibleSchemaException e) {
      return Reading.refused(
          Reason.INCOMPATIBLE_SCHEMA,
          e.getClass(),
          "the schema of the value cannot be read as the schema of this topic: check that the"
              + " producer writes the right record to it");
    } catch (final SchemaException e) {
      return undecodable(value, e);
    } catch (final RuntimeException e) {
      // Avro has more ways to fail on broken bytes than it declares; none may stop the stream.
      return undecodable(value, e);
    }
  }

  private static <T> Reading<T> undecodable(final byte[] value, final RuntimeException e) {
    return Reading.refused(
        Reason.UNDECODABLE,
        e.getClass(),
        "the value of "
            + value.length
            + " bytes is not an Avro record in Confluent's wire format (00, 4-byte schema id,"
            + " body): check the producer's serializer");
  }
}
