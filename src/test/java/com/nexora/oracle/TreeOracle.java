package com.nexora.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * The tree of RFC 6962, section 2.1, over a log's leaf hashes, for roots at many sizes: each
 * complete subtree is hashed once.
 */
public final class TreeOracle {

  private final List<List<byte[]>> levels = new ArrayList<>();

  /**
   * @param leaves leaf hashes in the order of the log
   */
  public TreeOracle(final List<byte[]> leaves) {
    levels.add(List.copyOf(leaves));
    for (List<byte[]> below = leaves; below.size() > 1; ) {
      final List<byte[]> level = new ArrayList<>();
      for (int i = 0; i + 1 < below.size(); i += 2) {
        level.add(node(below.get(i), below.get(i + 1)));
      }
      levels.add(level);
      below = level;
    }
  }

  /** Number of leaves. */
  public int size() {
    return levels.get(0).size();
  }

  /** MTH over the first so many leaves. */
  public byte[] root(final int size) {
    return size == 0 ? Ids.sha256() : root(0, size);
  }

  private byte[] root(final int from, final int size) {
    final int level = 31 - Integer.numberOfLeadingZeros(size);
    final int left = 1 << level;
    if (left == size) {
      return levels.get(level).get(from >> level);
    }
    return node(root(from, left), root(from + left, size - left));
  }

  private static byte[] node(final byte[] left, final byte[] right) {
    return Ids.sha256(new byte[] {1}, left, right);
  }
}
