package com.nexora.streams.schema;

import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Avro records in Confluent's wire format: by hand through {@link AvroSerdes}, or by class name as
 * Kafka Streams' {@code default.value.serde}, where Confluent's {@code SpecificAvroSerde} would
 * stand. So it reads generated classes unless {@code specific.avro.reader=false}. Thread-safe.
 *
 * @param <T> the record type
 */
public final class AvroSerde<T extends IndexedRecord> implements Serde<T> {

  private final AvroSerializer<T> serializer;
  private final AvroDeserializer<T> deserializer;
  private @Nullable HttpSchemaRegistry ownRegistry;
  private final boolean attached;

  /** For Kafka, which calls {@link #configure} next. */
  public AvroSerde() {
    this(new AvroSerializer<>(), new AvroDeserializer<>(), false);
  }

  private AvroSerde(
      final AvroSerializer<T> serializer,
      final AvroDeserializer<T> deserializer,
      final boolean attached) {
    this.serializer = serializer;
    this.deserializer = deserializer;
    this.attached = attached;
  }

  static <T extends SpecificRecord> AvroSerde<T> of(
      final SchemaRegistry registry,
      final SchemaSettings settings,
      final boolean isKey,
      final Class<T> type) {
    return new AvroSerde<>(
        new AvroSerializer<>(registry, settings, isKey),
        new AvroDeserializer<>(registry, type),
        true);
  }

  @Override
  public void configure(final Map<String, ?> config, final boolean isKey) {
    if (!attached && ownRegistry == null) {
      final HttpSchemaRegistry registry = new HttpSchemaRegistry(config);
      ownRegistry = registry;
      final SchemaSettings settings = new SchemaSettings(config);
      serializer.attach(registry, settings, isKey);
      deserializer.attach(registry, settings.specificAvroReader(true));
    }
  }

  /** Closes the registry client if it is this serde's own. */
  @Override
  public void close() {
    if (ownRegistry != null) {
      ownRegistry.close();
    }
  }

  @Override
  public Serializer<T> serializer() {
    return serializer;
  }

  @Override
  public Deserializer<T> deserializer() {
    return deserializer;
  }
}
