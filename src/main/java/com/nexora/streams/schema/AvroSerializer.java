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
    return writer.write(topic, record);
  }

  /** Closes the registry client if it is this serializer's own. */
  @Override
  public void close() {
    if (ownRegistry != null) {
      ownRegistry.close();
    }
  }
}
