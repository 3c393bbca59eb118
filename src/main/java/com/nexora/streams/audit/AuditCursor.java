package com.nexora.streams.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where a page ended: version 2, per log of the tenant the sequence of the last entry looked at,
 * fingerprint of the query, in URL-safe base64. Opaque to clients; a cursor of other filters or
 * logs is refused, since it would skip entries in silence.
 */
final class AuditCursor {

  private static final byte VERSION = 2;
  private static final int FINGERPRINT = 16;

  private AuditCursor() {}

  /**
   * @param below per log the sequence below which the next page goes on
   */
  static String write(final long[] below, final AuditQuery query) {
    final ByteBuffer cursor = ByteBuffer.allocate(size(below.length)).put(VERSION);
    for (final long sequence : below) {
      cursor.putLong(sequence);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(cursor.put(query.fingerprint()).array());
  }

  /**
   * The sequences that a cursor holds.
   *
   * @param logs number of logs
   * @throws IllegalArgumentException if it is no cursor, or one of another query
   */
  static long[] read(final String cursor, final AuditQuery query, final int logs) {
    final byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(cursor);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("cursor is not one that this API gave out", e);
    }
    if (bytes.length != size(logs) || bytes[0] != VERSION) {
      throw new IllegalArgumentException("cursor is not one that this API gave out");
    }
    if (!Arrays.equals(
        bytes, bytes.length - FINGERPRINT, bytes.length, query.fingerprint(), 0, FINGERPRINT)) {
      throw new IllegalArgumentException(
          "cursor belongs to a query with other filters: leave it out to start anew");
    }
    final long[] below = new long[logs];
    final ByteBuffer numbers = ByteBuffer.wrap(bytes, 1, logs * Long.BYTES);
    for (int log = 0; log < logs; log++) {
      below[log] = numbers.getLong();
      if (below[log] < 1) {
        throw new IllegalArgumentException("cursor is not one that this API gave out");
      }
    }
    return below;
  }

  private static int size(final int logs) {
    return 1 + logs * Long.BYTES + FINGERPRINT;
  }
}
