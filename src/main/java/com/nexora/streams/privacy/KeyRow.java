package com.nexora.streams.privacy;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a store holds of one data subject: its present key, wrapped, or the mark that it was
 * destroyed.
 *
 * <p>The mark stays in the key's place for ever. A deletion would be forgotten by the compacted
 * changelog after a while, and an instance that was away for longer would bring the key back.
 *
 * @param version of the present or last key, from 1
 * @param erasedAt moment up to which the subject's data were erased, epoch milliseconds; 0 if never
 * @param wrapped the key under the tenant's key-encryption key; empty if it was destroyed
 */
@SuppressWarnings("ArrayRecordComponent") // a row is compared by nobody
record KeyRow(int version, long erasedAt, byte[] wrapped) {

  private static final byte FORMAT = 1;
  private static final int HEADER = 1 + Integer.BYTES + Long.BYTES;

  boolean isDestroyed() {
    return wrapped.length == 0;
  }

  /** The same subject without a key: data up to this moment were erased. */
  KeyRow destroyed(final long at) {
    return new KeyRow(version, Math.max(erasedAt, at), new byte[0]);
  }

  /** The same subject with a new key. */
  KeyRow next(final byte[] wrapped) {
    return new KeyRow(version + 1, erasedAt, wrapped);
  }

  byte[] encode() {
    return ByteBuffer.allocate(HEADER + wrapped.length)
        .put(FORMAT)
        .putInt(version)
        .putLong(erasedAt)
        .put(wrapped)
        .array();
  }

  /**
   * @throws IllegalArgumentException if the bytes are no row
   */
  static KeyRow decode(final byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != FORMAT) {
      throw new IllegalArgumentException(
          "a row of subject keys has %d bytes and format %d; expected at least %d and %d"
              .formatted(bytes.length, bytes.length == 0 ? -1 : bytes[0], HEADER, FORMAT));
    }
    final ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    return new KeyRow(in.getInt(), in.getLong(), Arrays.copyOfRange(bytes, HEADER, bytes.length));
  }
}
