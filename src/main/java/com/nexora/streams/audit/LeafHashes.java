package com.nexora.streams.audit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The first eight bytes of every leaf hash, by leaf index: enough to tell a repeated entry from
 * another one in its place, at eight bytes an entry. Sparse, since a forged index may be anything.
 */
final class LeafHashes {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private final Map<Long, long[]> chunks = new HashMap<>();
  private long lastChunk = Long.MIN_VALUE;
  private long[] last = new long[0];

  static long prefix(final byte[] hash) {
    return (long) LONGS.get(hash, 0);
  }

  void put(final long leaf, final byte[] hash) {
    final long number = leaf >> CHUNK_BITS;
    if (number != lastChunk) {
      last = chunks.computeIfAbsent(number, n -> new long[CHUNK]);
      lastChunk = number;
    }
    last[(int) (leaf & (CHUNK - 1))] = prefix(hash);
  }

  boolean holds(final long leaf, final byte[] hash) {
    final long[] chunk = chunks.get(leaf >> CHUNK_BITS);
    return chunk != null && chunk[(int) (leaf & (CHUNK - 1))] == prefix(hash);
  }

  /** Whether any entry has this hash. Walks over all: only for what is damaged anyway. */
  boolean anywhere(final byte[] hash) {
    final long wanted = prefix(hash);
    for (final long[] chunk : chunks.values()) {
      for (final long prefix : chunk) {
        if (prefix == wanted) {
          return true;
        }
      }
    }
    return false;
  }
}
