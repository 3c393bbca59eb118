package com.nexora.streams.audit;

import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.NodeWriter;
import java.nio.ByteBuffer;

/**
 * Head of a partition's log, as the store holds it: version 1, next leaf index (8 bytes), number of
 * subtree hashes (1), the hashes (32 each, largest subtree first).
 *
 * @param nextLeaf index of the next entry, from 0
 * @param range compact range of the tree over all entries; empty in a head that an earlier version
 *     wrote, see {@link #hasTree}
 */
record LogHead(long nextLeaf, CompactRange range) {

  private static final byte VERSION = 1;
  private static final int FIXED = 1 + Long.BYTES + 1;

  /** Before the first entry. */
  static LogHead empty() {
    return new LogHead(0, CompactRange.empty());
  }

  /** Head of a log whose tree is this. */
  static LogHead of(final CompactRange range) {
    return new LogHead(range.size(), range);
  }

  static LogHead parse(final byte[] bytes) {
    if (bytes.length < FIXED
        || bytes[0] != VERSION
        || bytes.length != FIXED + bytes[FIXED - 1] * AuditFormat.HASH_BYTES) {
      throw new IllegalStateException(
          "a log head of %d bytes cannot be read: was the store written by a later version?"
              .formatted(bytes.length));
    }
    final long nextLeaf = ByteBuffer.wrap(bytes).getLong(1);
    return new LogHead(
        nextLeaf,
        bytes.length == FIXED ? CompactRange.empty() : CompactRange.of(nextLeaf, bytes, FIXED));
  }

  /**
   * Whether the tree over all entries is known; earlier versions of the product did not keep it.
   */
  boolean hasTree() {
    return range.size() == nextLeaf;
  }

  /**
   * The head after one more entry.
   *
   * @param nodes is told of the nodes of the tree that become complete
   */
  LogHead append(final byte[] leafHash, final NodeWriter nodes) {
    return of(range.append(leafHash, nodes));
  }

  byte[] bytes() {
    final int hashes = Long.bitCount(range.size());
    final ByteBuffer out =
        ByteBuffer.allocate(FIXED + hashes * AuditFormat.HASH_BYTES)
            .put(VERSION)
            .putLong(nextLeaf)
            .put((byte) hashes);
    range.writeTo(out);
    return out.array();
  }
}
