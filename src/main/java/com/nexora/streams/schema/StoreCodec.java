package com.nexora.streams.schema;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Bytes of an Avro record inside a state store: Avro single-object encoding (C3 01, the schema's
 * 8-byte fingerprint, body), so that a store can be restored and read without a registry and still
 * survives a change of schema. Thread-safe.
 */
public final class StoreCodec<T extends SpecificRecord> {

  /** Bytes before the record's Avro binary. */
  public static final int HEADER = 10;

  private static final short MARKER = (short) 0xC301;

  private final Schema current;
  private final long fingerprint;
  private final DatumWriter<IndexedRecord> writer;
  private final DatumReader<T> currentReader;
  private final Map<Long, DatumReader<T>> olderReaders;

  /**
   * @param current the schema that is written
   * @param older schemas that earlier versions wrote into the same store
   */
  public StoreCodec(final Schema current, final Schema... older) {
    final SpecificData model = RecordModels.of(current);
    this.current = current;
    fingerprint = SchemaNormalization.parsingFingerprint64(current);
    writer = CanonicalWriters.specific(current, model);
    currentReader = new SpecificDatumReader<>(current, current, model);
    olderReaders =
        Stream.of(older)
            .collect(
                Collectors.toUnmodifiableMap(
                    SchemaNormalization::parsingFingerprint64,
                    schema -> new SpecificDatumReader<>(schema, current, model),
                    (first, same) -> first));
  }

  /**
   * The record's bytes.
   *
   * @throws SchemaException if the record does not fit its schema
   */
  public byte[] encode(final T record) {
    try {
      final byte[] bytes = RecordEncoder.ofThread().encode(HEADER, writer, record);
      writeHeader(bytes, 0);
      return bytes;
    } catch (final RecordEncoder.MisfitException e) {
      throw new SchemaException(
          "a store value does not fit its schema %s: %s"
              .formatted(current.getFullName(), e.getMessage()),
          null);
    }
  }

  /** Writes the {@value #HEADER} bytes that stand before the record's Avro binary. */
  public void writeHeader(final byte[] bytes, final int at) {
    final ByteBuffer header = ByteBuffer.wrap(bytes, at, HEADER);
    header.putShort(MARKER).order(ByteOrder.LITTLE_ENDIAN).putLong(fingerprint);
  }

  /** Whether bytes start as those of a store do, and not in Confluent's wire format. */
  public static boolean isStored(final byte[] bytes) {
    return bytes.length >= HEADER && ByteBuffer.wrap(bytes).getShort() == MARKER;
  }

  /**
   * The record behind the bytes.
   *
   * @throws SchemaException if the bytes are not a record of a known schema
   */
  public T decode(final byte[] bytes) {
    final DatumReader<T> reader = readerOf(bytes);
    try {
      return RecordDecoder.ofThread().decode(reader, bytes, HEADER, bytes.length - HEADER);
    } catch (final RecordDecoder.UndecodableException e) {
      throw new SchemaException(
          "a store value of %d bytes is no %s: %s"
              .formatted(bytes.length, current.getFullName(), e.getMessage()),
          e);
    }
  }

  private DatumReader<T> readerOf(final byte[] bytes) {
    if (bytes.length < HEADER || ByteBuffer.wrap(bytes).getShort() != MARKER) {
      throw new SchemaException(
          "a store value of %d bytes does not start as a %s does (Avro single-object encoding)"
              .formatted(bytes.length, current.getFullName()),
          null);
    }
    final long written = ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (written == fingerprint) {
      return currentReader;
    }
    final DatumReader<T> reader = olderReaders.get(written);
    if (reader == null) {
      throw new SchemaException(
          "a store value was written as a schema with fingerprint %016x, which is no known version of %s"
              .formatted(written, current.getFullName()),
          null);
    }
    return reader;
  }
}
