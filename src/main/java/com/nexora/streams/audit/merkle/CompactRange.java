package com.nexora.streams.audit.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All that must be remembered of a tree in order to let it grow and to know its root: the roots of
 * the complete subtrees that it is made of, one per one-bit of its size, largest first. Immutable.
 */
public final class CompactRange {

  private static final CompactRange EMPTY = new CompactRange(0, new byte[0]);
  private static final NodeWriter NOBODY = (level, index, hash) -> {};

  private final long size;
  private final byte[] hashes;

  private CompactRange(final long size, final byte[] hashes) {
    this.size = size;
    this.hashes = hashes;
  }

  /** The range of the tree without leaves. */
  public static CompactRange empty() {
    return EMPTY;
  }

  /**
   * The range of a tree of which the subtree roots are known.
   *
   * @param size leaves, from 0
   * @param hashes one per one-bit of the size, largest subtree first
   * @throws IllegalArgumentException if their number does not fit the size
   */
  public static CompactRange of(final long size, final List<byte[]> hashes) {
    final byte[] flat = new byte[hashes.size() * MerkleHash.BYTES];
    for (int i = 0; i < hashes.size(); i++) {
      if (hashes.get(i).length != MerkleHash.BYTES) {
        throw new IllegalArgumentException(
            "subtree hash %d has %d bytes, must have %d"
                .formatted(i, hashes.get(i).length, MerkleHash.BYTES));
      }
      System.arraycopy(hashes.get(i), 0, flat, i * MerkleHash.BYTES, MerkleHash.BYTES);
    }
    return checked(size, flat);
  }

  /**
   * As {@link #of(long, List)}, from hashes that stand one behind the other.
   *
   * @param flat the hashes from {@code offset} to the end
   */
  public static CompactRange of(final long size, final byte[] flat, final int offset) {
    return checked(size, Arrays.copyOfRange(flat, offset, flat.length));
  }

  /**
   * The range of a tree whose nodes can be read.
   *
   * @param size leaves, from 0
   * @throws MissingNodeException if the nodes do not reach that far
   */
  public static CompactRange read(final long size, final NodeReader nodes) {
    final List<byte[]> hashes = new ArrayList<>(Long.bitCount(size));
    long begin = 0;
    for (long rest = size; rest > 0; rest &= ~Long.highestOneBit(rest)) {
      final int level = Long.SIZE - 1 - Long.numberOfLeadingZeros(rest);
      hashes.add(nodes.node(level, begin >> level));
      begin += 1L << level;
    }
    return of(size, hashes);
  }

  private static CompactRange checked(final long size, final byte[] flat) {
    if (size < 0 || flat.length != Long.bitCount(size) * MerkleHash.BYTES) {
      throw new IllegalArgumentException(
          "%d bytes of subtree hashes do not make a tree of %d leaves: there must be %d hashes of %d bytes"
              .formatted(flat.length, size, Long.bitCount(size), MerkleHash.BYTES));
    }
    return new CompactRange(size, flat);
  }

  /** Number of leaves. */
  public long size() {
    return size;
  }

  /** Roots of the complete subtrees, largest first; copies. */
  public List<byte[]> hashes() {
    final List<byte[]> list = new ArrayList<>(hashes.length / MerkleHash.BYTES);
    for (int at = 0; at < hashes.length; at += MerkleHash.BYTES) {
      list.add(Arrays.copyOfRange(hashes, at, at + MerkleHash.BYTES));
    }
    return list;
  }

  /** The roots of the complete subtrees one behind the other, largest first; a copy. */
  public byte[] flat() {
    return hashes.clone();
  }

  /** As {@link #flat}, without the copy. */
  public void writeTo(final ByteBuffer out) {
    out.put(hashes);
  }

  /** The tree with one more leaf. */
  public CompactRange append(final byte[] leafHash) {
    return append(leafHash, NOBODY);
  }

  /**
   * The tree with one more leaf.
   *
   * @param leafHash hash of the leaf, see {@link MerkleHash#leaf}
   * @param complete is told of the leaf and of every subtree that it completes, smallest first
   * @throws IllegalArgumentException if the hash does not have 32 bytes
   */
  public CompactRange append(final byte[] leafHash, final NodeWriter complete) {
    if (leafHash.length != MerkleHash.BYTES) {
      throw new IllegalArgumentException(
          "a leaf hash of %d bytes, must have %d".formatted(leafHash.length, MerkleHash.BYTES));
    }
    complete.node(0, size, leafHash);
    byte[] hash = leafHash;
    int end = hashes.length;
    final int merges = Long.numberOfTrailingZeros(~size);
    for (int level = 1; level <= merges; level++) {
      end -= MerkleHash.BYTES;
      final byte[] parent = new byte[MerkleHash.BYTES];
      MerkleHash.node(hashes, end, hash, 0, parent, 0);
      hash = parent;
      complete.node(level, size >> level, hash);
    }
    final byte[] next = Arrays.copyOf(hashes, end + MerkleHash.BYTES);
    System.arraycopy(hash, 0, next, end, MerkleHash.BYTES);
    return new CompactRange(size + 1, next);
  }

  /** Root of the whole tree, 32 bytes. */
  public byte[] root() {
    if (size == 0) {
      return MerkleHash.emptyRoot();
    }
    int at = hashes.length - MerkleHash.BYTES;
    final byte[] root = Arrays.copyOfRange(hashes, at, hashes.length);
    while (at > 0) {
      at -= MerkleHash.BYTES;
      MerkleHash.node(hashes, at, root, 0, root, 0);
    }
    return root;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof CompactRange that
        && size == that.size
        && Arrays.equals(hashes, that.hashes);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(size) + Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return "CompactRange[size=%d]".formatted(size);
  }
}
