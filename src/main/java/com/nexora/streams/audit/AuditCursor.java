package com.nexora.streams.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where a page ended: version 1, sequence of the last entry looked at, fingerprint of the query, in
 * URL-safe base64. Opaque to clients; a cursor of other filters is refused, since it would skip
 * entries in silence.
 */
final class AuditCursor {

  private static final byte VERSION = 1;
  private static final int SIZE = 1 + Long.BYTES + 16;

  private AuditCursor() {}

  static String write(final long sequence, final AuditQuery query) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            ByteBuffer.allocate(SIZE)
                .put(VERSION)
                .putLong(sequence)
                .put(query.fingerprint())
                .array());
  }

  /**
   * The sequence that a cursor holds.
   *
   * @throws IllegalArgumentException if it is no cursor, or one of another query
   */
  static long read(final String cursor, final AuditQuery query) {
    final byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(cursor);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("cursor is not one that this API gave out", e);
    }
    if (bytes.length != SIZE || bytes[0] != VERSION) {
      throw new IllegalArgumentException("cursor is not one that this API gave out");
    }
    if (!Arrays.equals(bytes, 1 + Long.BYTES, SIZE, query.fingerprint(), 0, 16)) {
      throw new IllegalArgumentException(
          "cursor belongs to a query with other filters: leave it out to start anew");
    }
    final long sequence = ByteBuffer.wrap(bytes, 1, Long.BYTES).getLong();
    if (sequence < 1) {
      throw new IllegalArgumentException("cursor is not one that this API gave out");
    }
    return sequence;
  }
}
