package com.nexora.streams.schema;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro binary of records behind a header, through one encoder and one buffer per thread: building
 * them costs more than encoding a record.
 */
final class RecordEncoder {

  private static final ThreadLocal<RecordEncoder> OF_THREAD =
      ThreadLocal.withInitial(RecordEncoder::new);

  private static final int INITIAL_BUFFER = 1024;

  /** Room for the longest header, that of a store value. */
  private static final byte[] NOTHING = new byte[10];

  /** A buffer that one large record has grown is given back rather than kept per thread. */
  private static final int LARGEST_KEPT_BUFFER = 256 * 1024;

  private ByteArrayOutputStream buffer = new ByteArrayOutputStream(INITIAL_BUFFER);
  private @Nullable BinaryEncoder encoder;

  private RecordEncoder() {}

  /** The calling thread's encoder. */
  static RecordEncoder ofThread() {
    return OF_THREAD.get();
  }

  /** A writer of records that carry the given schema. */
  static DatumWriter<IndexedRecord> writerFor(final Schema schema, final IndexedRecord example) {
    return example instanceof SpecificRecord
        ? CanonicalWriters.specific(schema, RecordModels.of(example.getClass()))
        : CanonicalWriters.generic(schema);
  }

  /**
   * {@code header} empty bytes followed by the record.
   *
   * @throws MisfitException if the record does not fit the writer's schema
   */
  byte[] encode(
      final int header, final DatumWriter<IndexedRecord> writer, final IndexedRecord record)
      throws MisfitException {
    buffer.reset();
    buffer.write(NOTHING, 0, header);
    try {
      final BinaryEncoder to = EncoderFactory.get().binaryEncoder(buffer, encoder);
      encoder = to;
      writer.write(record, to);
      to.flush();
      return buffer.toByteArray();
    } catch (final IOException
        | AvroRuntimeException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      encoder = null; // It may hold half a record.
      throw new MisfitException(record, e);
    } finally {
      if (buffer.size() > LARGEST_KEPT_BUFFER) {
        buffer = new ByteArrayOutputStream(INITIAL_BUFFER);
        encoder = null;
      }
    }
  }

  /**
   * A record that does not fit its schema. The message names the field and the type of its value;
   * Avro's own would quote the value, so it is not passed on.
   */
  static final class MisfitException extends Exception {

    private static final long serialVersionUID = 1L;

    MisfitException(final IndexedRecord record, final Throwable cause) {
      super(describe(record, cause));
    }

    private static String describe(final IndexedRecord record, final Throwable cause) {
      for (final Schema.Field field : record.getSchema().getFields()) {
        final Object value = record.get(field.pos());
        if (!GenericData.get().validate(field.schema(), value)) {
          return "field '%s' is %s"
              .formatted(field.name(), value == null ? "null" : "a " + value.getClass().getName());
        }
      }
      return cause.getClass().getSimpleName();
    }
  }
}
