package com.nexora.streams.schema;

import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records in Confluent's wire format under the subject {@code <topic>-value} or {@code
 * <topic>-key}: by hand through {@link AvroSerdes}, or by class name as Kafka's {@code
 * value.serializer}, where Confluent's {@code KafkaAvroSerializer} would stand. Thread-safe.
 *
 * @param <T> the record type
 */
public final class AvroSerializer<T extends IndexedRecord> implements Serializer<T> {

  /**
   * Largest value that is written, in bytes. Kafka's producer and broker take 1 MiB with key,
   * headers and frame, of which a record of ours needs less than what is left.
   */
  public static final int MAX_BYTES = 1_020_000;

  private @Nullable WireWriter writer;
  private @Nullable HttpSchemaRegistry ownRegistry;

  /** For Kafka, which calls {@link #configure} next. */
  public AvroSerializer() {}

  AvroSerializer(
      final SchemaRegistry registry, final SchemaSettings settings, final boolean isKey) {
    attach(registry, settings, isKey);
  }

  void attach(final SchemaRegistry registry, final SchemaSettings settings, final boolean isKey) {
    writer = new WireWriter(registry, settings, isKey);
  }

  @Override
  public void configure(final Map<String, ?> config, final boolean isKey) {
    if (writer == null) {
      final HttpSchemaRegistry registry = new HttpSchemaRegistry(config);
      ownRegistry = registry;
      attach(registry, new SchemaSettings(config), isKey);
    }
  }

  /**
   * The record's bytes; null for null.
   *
   * @throws IncompatibleSchemaException if the registry refuses the record's schema
   * @throws RegistryUnreachableException if no registry answered; the record may be tried again
   * @throws OversizeException if the record is too large for a broker
   * @throws SchemaException if the record does not fit its own schema
   */
  @Override
  public byte @Nullable [] serialize(final String topic, final @Nullable T record) {
    if (record == null) {
      return null;
    }
    if (writer == null) {
      throw new IllegalStateException("configure() was not called");
    }
    return bounded(topic, writer.write(topic, record));
  }

  /**
   * As {@link #serialize(String, IndexedRecord)} for a record that was encoded before: its Avro
   * binary is taken as it is, unless the topic's schema is another than the record's own.
   *
   * @param encoded ends with the record's Avro binary in its own schema
   * @param from where the binary starts
   */
  public byte[] serialize(
      final String topic, final T record, final byte[] encoded, final int from) {
    if (writer == null) {
      throw new IllegalStateException("configure() was not called");
    }
    return bounded(topic, writer.write(topic, record, encoded, from));
  }

  private static byte[] bounded(final String topic, final byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new OversizeException(topic, bytes.length, MAX_BYTES);
    }
    return bytes;
  }

  /** Closes the registry client if it is this serializer's own. */
  @Override
  public void close() {
    if (ownRegistry != null) {
      ownRegistry.close();
    }
  }
}
