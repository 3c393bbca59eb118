package com.nexora.streams.schema;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro records in Confluent's wire format, whichever version of the schema wrote them: by
 * hand through {@link AvroSerdes}, or by class name as Kafka's {@code value.deserializer}, where
 * Confluent's {@code KafkaAvroDeserializer} would stand.
 *
 * <p>What comes in may be anything: whatever is wrong with it ends in a {@link SchemaException}
 * that says what, and never quotes the payload. Thread-safe.
 *
 * @param <T> the record type: a generated class if {@code specific.avro.reader=true}, else {@link
 *     org.apache.avro.generic.GenericRecord}
 */
public final class AvroDeserializer<T extends IndexedRecord> implements Deserializer<T> {

  private @Nullable WireReader<T> reader;
  private @Nullable HttpSchemaRegistry ownRegistry;

  /** For Kafka, which calls {@link #configure} next. */
  public AvroDeserializer() {}

  AvroDeserializer(final SchemaRegistry registry, final Class<T> type) {
    reader = WireReader.as(registry, type);
  }

  void attach(final SchemaRegistry registry, final boolean specific) {
    reader = specific ? WireReader.byName(registry) : WireReader.generic(registry);
  }

  @Override
  public void configure(final Map<String, ?> config, final boolean isKey) {
    if (reader == null) {
      final HttpSchemaRegistry registry = new HttpSchemaRegistry(config);
      ownRegistry = registry;
      attach(registry, new SchemaSettings(config).specificAvroReader(false));
    }
  }

  /**
   * The record; null for null.
   *
   * @throws UnknownSchemaIdException if the registry does not know the id
   * @throws IncompatibleSchemaException if the writer's schema cannot be read as ours
   * @throws RegistryUnreachableException if no registry answered; the record may be tried again
   * @throws SchemaException if the bytes are not such a record
   */
  @Override
  public @Nullable T deserialize(final String topic, final byte @Nullable [] data) {
    return data == null ? null : reader().read(topic, data, 0, data.length);
  }

  /** As {@link #deserialize(String, byte[])}, without a copy where the buffer allows. */
  @Override
  public @Nullable T deserialize(
      final String topic, final Headers headers, final @Nullable ByteBuffer data) {
    if (data == null) {
      return null;
    }
    if (data.hasArray()) {
      return reader()
          .read(topic, data.array(), data.arrayOffset() + data.position(), data.remaining());
    }
    final byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return reader().read(topic, bytes, 0, bytes.length);
  }

  /**
   * Whether a value was written in exactly the schema that it is read as, so that its Avro binary,
   * behind {@value WireFormat#HEADER} bytes, is laid out as ours.
   *
   * @throws SchemaException as {@link #deserialize(String, byte[])}, but for what is wrong behind
   *     the header
   */
  public boolean isCurrent(final String topic, final byte[] data) {
    return reader().isCurrent(topic, data);
  }

  private WireReader<T> reader() {
    if (reader == null) {
      throw new IllegalStateException("configure() was not called");
    }
    return reader;
  }

  /** Closes the registry client if it is this deserializer's own. */
  @Override
  public void close() {
    if (ownRegistry != null) {
      ownRegistry.close();
    }
  }
}
