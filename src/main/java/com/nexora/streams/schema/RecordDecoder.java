package com.nexora.streams.schema;

import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Records out of Avro binary through one decoder per thread.
 *
 * <p>Lengths inside the bytes may lie. Avro's array decoder holds each one against the bytes that
 * are left before it allocates, and collections grow as their elements are read.
 */
final class RecordDecoder {

  private static final ThreadLocal<RecordDecoder> OF_THREAD =
      ThreadLocal.withInitial(RecordDecoder::new);

  private @Nullable BinaryDecoder decoder;

  private RecordDecoder() {}

  /** The calling thread's decoder. */
  static RecordDecoder ofThread() {
    return OF_THREAD.get();
  }

  /**
   * The record that fills the given bytes exactly.
   *
   * @throws UndecodableException if they are no such record
   */
  <T> T decode(final DatumReader<T> reader, final byte[] data, final int offset, final int length)
      throws UndecodableException {
    try {
      final BinaryDecoder from = DecoderFactory.get().binaryDecoder(data, offset, length, decoder);
      decoder = from;
      final T record = reader.read(null, from);
      final int left = from.remainingBytes();
      if (left != 0) {
        throw new UndecodableException(left + " bytes are left after the record", null);
      }
      return record;
    } catch (final IOException | RuntimeException | StackOverflowError e) {
      throw new UndecodableException(describe(e), e);
    }
  }

  private static String describe(final Throwable problem) {
    final String message = problem.getMessage();
    if (problem instanceof EOFException && message == null) {
      return "the bytes end in the middle of the record";
    }
    if (problem instanceof StackOverflowError) {
      return "it is nested too deeply";
    }
    // Avro's own messages speak of lengths and schemas; those of others may quote a value.
    return message != null
            && (problem instanceof IOException || problem instanceof AvroRuntimeException)
        ? message
        : problem.getClass().getSimpleName();
  }

  /** Bytes that are no record; the message holds nothing of the payload. */
  static final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean mismatch;

    UndecodableException(final String message, final @Nullable Throwable cause) {
      super(
          message,
          cause instanceof AvroRuntimeException || cause instanceof IOException ? cause : null);
      this.mismatch = cause instanceof AvroTypeException;
    }

    /** Whether the schemas of writer and reader may be at odds, rather than the bytes broken. */
    boolean isMismatch() {
      return mismatch;
    }
  }
}
