package com.nexora.streams.schema;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Wire format to records: asks the registry once per schema id and keeps the resolution of that
 * schema to ours; after that a record costs one comparison and the decoding. Thread-safe.
 *
 * @param <T> the record type
 */
final class WireReader<T extends IndexedRecord> {

  private final SchemaRegistry registry;
  private final Function<Schema, GenericDatumReader<T>> readers;
  private final ConcurrentMap<Integer, Source<T>> sources = new ConcurrentHashMap<>();
  private volatile @Nullable Source<T> last;

  private WireReader(
      final SchemaRegistry registry, final Function<Schema, GenericDatumReader<T>> readers) {
    this.registry = registry;
    this.readers = readers;
  }

  /** Reads everything as one generated class. */
  static <T extends IndexedRecord> WireReader<T> as(
      final SchemaRegistry registry, final Class<?> type) {
    final SpecificData model = RecordModels.of(type);
    final Schema ours = model.getSchema(type);
    return new WireReader<>(registry, writer -> new SpecificDatumReader<>(writer, ours, model));
  }

  /** Reads each record as the generated class that bears its schema's name. */
  static <T extends IndexedRecord> WireReader<T> byName(final SchemaRegistry registry) {
    return new WireReader<>(registry, WireReader::readerByName);
  }

  /** Reads generic records, each in its writer's schema. */
  static <T extends IndexedRecord> WireReader<T> generic(final SchemaRegistry registry) {
    return new WireReader<>(registry, GenericDatumReader::new);
  }

  /** The record; see {@link AvroDeserializer#deserialize}. */
  T read(final String topic, final byte[] data, final int offset, final int length) {
    final int id = WireFormat.readId(topic, data, offset, length);
    final Source<T> source = sourceOf(topic, id);
    try {
      return RecordDecoder.ofThread()
          .decode(source.reader, data, offset + WireFormat.HEADER, length - WireFormat.HEADER);
    } catch (final RecordDecoder.UndecodableException e) {
      if (e.isMismatch() && !source.writer.equals(source.reader.getExpected())) {
        throw incompatible(topic, id, source.writer, e);
      }
      throw new SchemaException(
          "topic %s, schema id %d: a value of %d bytes is no %s: %s"
              .formatted(topic, id, length, source.writer.getFullName(), e.getMessage()),
          e);
    }
  }

  /** See {@link AvroDeserializer#isCurrent}. */
  boolean isCurrent(final String topic, final byte[] data) {
    return sourceOf(topic, WireFormat.readId(topic, data, 0, data.length)).current;
  }

  private Source<T> sourceOf(final String topic, final int id) {
    final Source<T> recent = last;
    if (recent != null && recent.id == id) {
      return recent;
    }
    Source<T> source = sources.get(id);
    if (source == null) {
      source = newSource(topic, id);
      sources.put(id, source);
    }
    last = source;
    return source;
  }

  private Source<T> newSource(final String topic, final int id) {
    final Schema writer;
    try {
      writer = registry.byId(id);
    } catch (final UnknownSchemaIdException e) {
      throw new UnknownSchemaIdException("topic %s: %s".formatted(topic, e.getMessage()), e);
    } catch (final RegistryAccessException e) {
      throw new RegistryAccessException("topic %s: %s".formatted(topic, e.getMessage()), e);
    } catch (final RegistryUnreachableException e) {
      throw new RegistryUnreachableException("topic %s: %s".formatted(topic, e.getMessage()), e);
    }
    if (writer.getType() != Schema.Type.RECORD) {
      throw new SchemaException(
          "topic %s, schema id %d: the schema is a %s, not a record"
              .formatted(topic, id, writer.getType().getName()),
          null);
    }
    try {
      final GenericDatumReader<T> reader = readers.apply(writer);
      return new Source<>(id, writer, reader, writer.equals(reader.getExpected()));
    } catch (final AvroRuntimeException e) {
      throw incompatible(topic, id, writer, e);
    }
  }

  private static IncompatibleSchemaException incompatible(
      final String topic, final int id, final Schema writer, final Exception e) {
    return new IncompatibleSchemaException(
        "topic %s, schema id %d: a %s of that schema cannot be read as ours: %s"
            .formatted(topic, id, writer.getFullName(), e.getMessage()),
        e);
  }

  private static <T extends IndexedRecord> GenericDatumReader<T> readerByName(final Schema writer) {
    final Class<?> type;
    try {
      type = SpecificData.get().getClass(writer);
    } catch (final SecurityException e) {
      throw new SchemaException(
          "class %s is not trusted: name its package in the system property org.apache.avro.SERIALIZABLE_PACKAGES"
              .formatted(writer.getFullName()),
          e);
    }
    if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
      throw new SchemaException(
          "there is no generated class %s on the class path: add it, or set %s=false"
              .formatted(writer.getFullName(), SchemaSettings.SPECIFIC_AVRO_READER),
          null);
    }
    final SpecificData model = RecordModels.of(type);
    return new SpecificDatumReader<>(writer, model.getSchema(type), model);
  }

  private record Source<T>(int id, Schema writer, GenericDatumReader<T> reader, boolean current) {}
}
