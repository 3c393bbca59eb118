package com.nexora.streams.audit;

import com.nexora.streams.audit.CheckedRecord.Sound;
import java.io.ByteArrayOutputStream;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Folds runs of leaf hashes into roots of complete subtrees (RFC 6962), so that threads which hash
 * entries also hash nearly all nodes above them and only a few per block are left for the thread
 * that joins the blocks. Not thread-safe.
 */
final class SubtreeRoots {

  private static final int HASH = AuditFormat.HASH_BYTES;

  private final long[] cuts;
  private final MessageDigest digest = AuditFormat.newSha256();
  private final byte[] message = new byte[1 + 2 * HASH];
  private byte[] work = new byte[0];

  /**
   * @param cuts tree sizes, ascending, at which a subtree must end, since the root is asked there
   */
  SubtreeRoots(final long[] cuts) {
    this.cuts = cuts;
    message[0] = AuditFormat.NODE;
  }

  /** Adds the runs of all records whose leaf hash can be believed. */
  void addTo(final CheckedBlock block) {
    int start = 0;
    while (start < block.count()) {
      int end = start;
      while (end < block.count()
          && (end == start || leaf(block, end) == leaf(block, start) + end - start)
          && leaf(block, end) >= 0) {
        end++;
      }
      if (end > start) {
        block.runs().add(run(leaf(block, start), block.hashes(), start, end));
      }
      start = Math.max(end, start + 1);
    }
  }

  private static long leaf(final CheckedBlock block, final int record) {
    final CheckedRecord other = block.other(record);
    if (other == null) {
      return block.leaf(record);
    }
    return other instanceof Sound sound ? sound.leaf() : -1;
  }

  private LeafRun run(final long first, final byte[] hashes, final int start, final int end) {
    final ByteArrayOutputStream levels = new ByteArrayOutputStream();
    final ByteArrayOutputStream roots = new ByteArrayOutputStream();
    final long last = first + end - start;
    long at = first;
    while (at < last) {
      final long until = Math.min(last, nextCut(at));
      final int level = level(at, until);
      fold(hashes, start + (int) (at - first), level);
      levels.write(level);
      roots.write(work, 0, HASH);
      at += 1L << level;
    }
    return new LeafRun(first, last - 1, levels.toByteArray(), roots.toByteArray(), hashes, start);
  }

  private long nextCut(final long size) {
    final int found = Arrays.binarySearch(cuts, size + 1);
    final int next = found >= 0 ? found : -found - 1;
    return next < cuts.length ? cuts[next] : Long.MAX_VALUE;
  }

  /** Level of the largest complete subtree that begins at a leaf and ends before another. */
  private static int level(final long at, final long until) {
    final int room = 63 - Long.numberOfLeadingZeros(until - at);
    return Math.min(room, Long.numberOfTrailingZeros(at));
  }

  /** Leaves the root of 2^level leaf hashes at the start of {@link #work}. */
  private void fold(final byte[] hashes, final int from, final int level) {
    int nodes = 1 << level;
    if (work.length < nodes * HASH) {
      work = new byte[nodes * HASH];
    }
    if (level == 0) {
      System.arraycopy(hashes, from * HASH, work, 0, HASH);
      return;
    }
    nodes /= 2;
    for (int i = 0; i < nodes; i++) {
      node(hashes, from * HASH + 2 * i * HASH, i);
    }
    while (nodes > 1) {
      nodes /= 2;
      for (int i = 0; i < nodes; i++) {
        node(work, 2 * i * HASH, i);
      }
    }
  }

  private void node(final byte[] children, final int at, final int into) {
    System.arraycopy(children, at, message, 1, 2 * HASH);
    digest.update(message, 0, message.length);
    try {
      digest.digest(work, into * HASH, HASH);
    } catch (final DigestException e) {
      throw new IllegalStateException("32 bytes hold a SHA-256", e);
    }
  }
}
