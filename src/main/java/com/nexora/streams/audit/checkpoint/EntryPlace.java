package com.nexora.streams.audit.checkpoint;

import java.nio.charset.StandardCharsets;

/**
 * Where an entry says it stands: the first two fields behind the hash of its schema, read by hand,
 * since who signs must read every entry and needs nothing else of it.
 *
 * @param logId the log
 * @param leafIndex place in it, from 0
 */
record EntryPlace(String logId, long leafIndex) {

  private static final int SCHEMA_HASH_BYTES = 32;
  private static final int MAX_LOG_ID_BYTES = 256;

  /**
   * Reads the place.
   *
   * @throws IllegalArgumentException if the bytes are too few or make no sense
   */
  static EntryPlace of(final byte[] entry) {
    final Cursor cursor = new Cursor(entry);
    final long length = cursor.number();
    if (length < 1 || length > MAX_LOG_ID_BYTES || cursor.at + length > entry.length) {
      throw new IllegalArgumentException("its log id is said to have %d bytes".formatted(length));
    }
    final String logId = new String(entry, cursor.at, (int) length, StandardCharsets.UTF_8);
    cursor.at += (int) length;
    return new EntryPlace(logId, cursor.number());
  }

  private static final class Cursor {

    private static final int MAX_SHIFT = 63;

    private final byte[] bytes;
    private int at = SCHEMA_HASH_BYTES;

    Cursor(final byte[] bytes) {
      this.bytes = bytes;
    }

    /** Avro's long: zigzag, seven bits a byte, lowest first. */
    long number() {
      long value = 0;
      for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
        if (at >= bytes.length) {
          throw new IllegalArgumentException("it ends after %d bytes".formatted(bytes.length));
        }
        final byte next = bytes[at++];
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value >>> 1 ^ -(value & 1);
        }
      }
      throw new IllegalArgumentException("it holds a number of more than 64 bits");
    }
  }
}
