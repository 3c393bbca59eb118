package com.nexora.streams.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Head of a partition's log, as the store holds it: version 1, next leaf index (8 bytes), number of
 * subtree hashes (1), the hashes (32 each).
 *
 * <p>The subtree hashes are the place of the Merkle tree's compact range (at most 63 of them,
 * largest subtree first). Nothing fills them yet; a log whose range is empty while its index is not
 * gets it by one walk over its entries.
 *
 * @param nextLeaf index of the next entry, from 0
 * @param range roots of the complete subtrees that make up the tree, may be empty
 */
record LogHead(long nextLeaf, List<byte[]> range) {

  private static final byte VERSION = 1;
  private static final int FIXED = 1 + Long.BYTES + 1;

  LogHead {
    range = List.copyOf(range);
  }

  /** Before the first entry. */
  static LogHead empty() {
    return new LogHead(0, List.of());
  }

  static LogHead parse(final byte[] bytes) {
    if (bytes.length < FIXED
        || bytes[0] != VERSION
        || bytes.length != FIXED + bytes[FIXED - 1] * AuditFormat.HASH_BYTES) {
      throw new IllegalStateException(
          "a log head of %d bytes cannot be read: was the store written by a later version?"
              .formatted(bytes.length));
    }
    final ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    final long nextLeaf = in.getLong();
    final int count = in.get();
    final List<byte[]> range = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      final byte[] hash = new byte[AuditFormat.HASH_BYTES];
      in.get(hash);
      range.add(hash);
    }
    return new LogHead(nextLeaf, range);
  }

  byte[] bytes() {
    final ByteBuffer out =
        ByteBuffer.allocate(FIXED + range.size() * AuditFormat.HASH_BYTES)
            .put(VERSION)
            .putLong(nextLeaf)
            .put((byte) range.size());
    range.forEach(out::put);
    return out.array();
  }
}
