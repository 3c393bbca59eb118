package com.nexora.streams.analytics;

import java.util.Arrays;

/**
 * Where a pane lies in the store: {@code StoreKey.of().part(owner).kind(resolution).number(start)},
 * so that a window of one owner is one range. Written by hand because every event makes two.
 *
 * <p>The owner is an entity key, or a tenant's prefix (an entity key with an empty entity) for the
 * tenant as a whole.
 */
final class PaneKey {

  /** Resolution of one minute. Roll-ups of other resolutions get letters of their own. */
  static final char MINUTE = '1';

  /** Length of a minute, milliseconds. */
  static final long MINUTE_MS = 60_000;

  private static final int TAIL = 1 + Long.BYTES;

  private PaneKey() {}

  /** The key of the pane of an owner that starts at this time, epoch milliseconds. */
  static byte[] of(final byte[] owner, final char resolution, final long start) {
    int zeros = 0;
    for (final byte b : owner) {
      zeros += b == 0 ? 1 : 0;
    }
    final byte[] key = new byte[owner.length + zeros + 2 + TAIL];
    int at = 0;
    for (final byte b : owner) {
      key[at++] = b;
      if (b == 0) {
        key[at++] = (byte) 0xFF;
      }
    }
    key[at + 1] = 1;
    key[at + 2] = (byte) resolution;
    FlatHistogram.putLong(key, at + 3, start ^ Long.MIN_VALUE);
    return key;
  }

  /** When the pane behind a key starts, epoch milliseconds. */
  static long start(final byte[] key) {
    return FlatHistogram.getLong(key, key.length - Long.BYTES) ^ Long.MIN_VALUE;
  }

  /** What the keys of all panes of the same owner and resolution begin with. */
  static byte[] series(final byte[] key) {
    return Arrays.copyOf(key, key.length - Long.BYTES);
  }

  /** The minute that a time lies in. */
  static long minute(final long time) {
    return Math.floorDiv(time, MINUTE_MS) * MINUTE_MS;
  }
}
