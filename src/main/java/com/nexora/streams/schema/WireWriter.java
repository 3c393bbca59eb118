package com.nexora.streams.schema;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Records to wire format: asks the registry once per topic and schema; after that a record costs
 * one identity check and the encoding. Thread-safe.
 */
final class WireWriter {

  private final SchemaRegistry registry;
  private final boolean isKey;
  private final boolean followLatest;
  private final ConcurrentMap<Written, Target> targets = new ConcurrentHashMap<>();
  private volatile @Nullable Target last;

  WireWriter(final SchemaRegistry registry, final SchemaSettings settings, final boolean isKey) {
    this.registry = registry;
    this.isKey = isKey;
    this.followLatest = settings.followsLatest();
  }

  /** The record's bytes; see {@link AvroSerializer#serialize}. */
  byte[] write(final String topic, final IndexedRecord record) {
    final Target target = targetOf(topic, record);
    try {
      final byte[] bytes =
          RecordEncoder.ofThread().encode(WireFormat.HEADER, target.writer, record);
      WireFormat.writeHeader(bytes, target.id);
      return bytes;
    } catch (final RecordEncoder.MisfitException e) {
      throw new SchemaException(
          "topic %s, schema id %d: a record does not fit its schema %s: %s"
              .formatted(topic, target.id, record.getSchema().getFullName(), e.getMessage()),
          null);
    }
  }

  /** The bytes of a record whose Avro binary is known; see {@link AvroSerializer#serialize}. */
  byte[] write(
      final String topic, final IndexedRecord record, final byte[] encoded, final int from) {
    final Target target = targetOf(topic, record);
    if (target.writer instanceof ConvertingWriter) {
      return write(topic, record);
    }
    final int length = encoded.length - from;
    final byte[] bytes = new byte[WireFormat.HEADER + length];
    WireFormat.writeHeader(bytes, target.id);
    System.arraycopy(encoded, from, bytes, WireFormat.HEADER, length);
    return bytes;
  }

  private Target targetOf(final String topic, final IndexedRecord record) {
    final Schema schema = record.getSchema();
    final Target recent = last;
    if (recent != null && recent.schema == schema && recent.topic.equals(topic)) {
      return recent;
    }
    final Written written = new Written(topic, schema);
    Target target = targets.get(written);
    if (target == null) {
      final String subject = WireFormat.subject(topic, isKey);
      target =
          followLatest
              ? latest(topic, subject, record)
              : new Target(
                  topic,
                  schema,
                  registry.idOf(subject, schema),
                  RecordEncoder.writerFor(schema, record));
      targets.put(written, target);
    }
    last = target;
    return target;
  }

  private Target latest(final String topic, final String subject, final IndexedRecord record) {
    final Schema ours = record.getSchema();
    final Registered latest = registry.latest(subject);
    final DatumWriter<IndexedRecord> writer = RecordEncoder.writerFor(ours, record);
    if (SchemaNormalization.toParsingForm(ours)
        .equals(SchemaNormalization.toParsingForm(latest.schema()))) {
      return new Target(topic, ours, latest.id(), writer);
    }
    if (SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), ours).getType()
        != SchemaCompatibilityType.COMPATIBLE) {
      throw new IncompatibleSchemaException(
          "topic %s: our %s cannot be written as schema id %d, the latest of subject %s: it cannot be resolved to it"
              .formatted(topic, ours.getFullName(), latest.id(), subject),
          null);
    }
    return new Target(
        topic, ours, latest.id(), new ConvertingWriter(ours, latest.schema(), writer));
  }

  private record Written(String topic, Schema schema) {}

  private record Target(String topic, Schema schema, int id, DatumWriter<IndexedRecord> writer) {}

  /**
   * Writes a record under another schema of the same name, as a reader of that schema would see it.
   * It encodes twice; that is the price of following a registry whose schema is not ours.
   */
  private record ConvertingWriter(Schema ours, Schema theirs, DatumWriter<IndexedRecord> writer)
      implements DatumWriter<IndexedRecord> {

    @Override
    public void setSchema(final Schema schema) {
      throw new UnsupportedOperationException("both schemas are fixed");
    }

    @Override
    public void write(final IndexedRecord record, final Encoder out) throws IOException {
      final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      writer.write(record, encoder);
      encoder.flush();
      final IndexedRecord converted =
          new GenericDatumReader<IndexedRecord>(ours, theirs)
              .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
      CanonicalWriters.generic(theirs).write(converted, out);
    }
  }
}
