package com.nexora.streams.audit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree of a log (RFC 6962) as the roots of its complete subtrees, grown by whole
 * subtrees, that remembers its root at the sizes that somebody signed.
 *
 * <p>Runs that do not go on where the tree ends are left out: they are damage, told elsewhere, and
 * the tree then stands still. Not thread-safe.
 */
final class LogTree {

  private static final int HASH = AuditFormat.HASH_BYTES;

  private final long[] cuts;
  private final Map<Long, byte[]> roots = new HashMap<>();
  private byte[][] stack = new byte[64][];
  private final byte[] levels = new byte[64];
  private int depth;
  private long size;
  private int nextCut;

  /**
   * @param size leaves that are in it already
   * @param range roots of the complete subtrees of that size, largest first
   * @param cuts sizes, ascending, at which to remember the root
   */
  LogTree(final long size, final List<byte[]> range, final long[] cuts) {
    this.cuts = cuts;
    long left = size;
    for (final byte[] root : range) {
      final int level = 63 - Long.numberOfLeadingZeros(left);
      stack[depth] = root.clone();
      levels[depth++] = (byte) level;
      left -= 1L << level;
    }
    if (left != 0) {
      throw new IllegalArgumentException(
          "%d subtree roots do not make a tree of %d leaves".formatted(range.size(), size));
    }
    this.size = size;
    remember();
  }

  /** Appends a run, or what of it follows the tree's end. */
  void take(final LeafRun run) {
    if (run.first() < size && size <= run.last()) {
      // It begins with leaves that are repeated.
      for (int i = (int) (size - run.first()); i <= run.last() - run.first(); i++) {
        final int at = (run.start() + i) * HASH;
        push((byte) 0, Arrays.copyOfRange(run.hashes(), at, at + HASH));
      }
      return;
    }
    if (run.first() != size) {
      return;
    }
    for (int i = 0; i < run.levels().length; i++) {
      push(run.levels()[i], Arrays.copyOfRange(run.roots(), i * HASH, (i + 1) * HASH));
    }
  }

  /** Number of leaves. */
  long size() {
    return size;
  }

  /** Root at one of the cuts; null if the tree did not get there. */
  byte @Nullable [] rootAt(final long cut) {
    return roots.get(cut);
  }

  /** Root of the whole tree. */
  byte[] root() {
    if (depth == 0) {
      return AuditFormat.sha256(new byte[0]);
    }
    byte[] root = stack[depth - 1];
    for (int i = depth - 2; i >= 0; i--) {
      root = AuditFormat.nodeHash(stack[i], root);
    }
    return root;
  }

  /** Roots of the complete subtrees, largest first. */
  List<byte[]> range() {
    return List.of(Arrays.copyOf(stack, depth));
  }

  private void push(final byte level, final byte[] root) {
    stack[depth] = root;
    levels[depth++] = level;
    size += 1L << level;
    while (depth > 1 && levels[depth - 1] == levels[depth - 2]) {
      depth--;
      stack[depth - 1] = AuditFormat.nodeHash(stack[depth - 1], stack[depth]);
      levels[depth - 1]++;
    }
    remember();
  }

  private void remember() {
    while (nextCut < cuts.length && cuts[nextCut] <= size) {
      if (cuts[nextCut] == size) {
        roots.put(size, root());
      }
      nextCut++;
    }
  }
}
