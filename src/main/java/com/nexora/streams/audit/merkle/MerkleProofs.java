package com.nexora.streams.audit.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the proofs of RFC 6962: that a leaf stands at an index of a tree, and that a
 * tree is the beginning of a larger one.
 *
 * <p>A check must end exactly at the root: a walk that stops early or has hashes left over proves
 * something about another tree, and a widely used verifier accepts some of those. Checks take what
 * an adversary sends and answer, they never throw.
 */
public final class MerkleProofs {

  private MerkleProofs() {}

  /**
   * Proof that a leaf stands at an index.
   *
   * @param index of the leaf, from 0
   * @param size leaves of the tree, more than the index
   * @param nodes of a tree of at least that size
   * @return sibling hashes from the leaf to the root
   * @throws IllegalArgumentException if the index is not within the size
   * @throws MissingNodeException if a node is not known
   */
  public static List<byte[]> inclusion(final long index, final long size, final NodeReader nodes) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          "leaf %d is not in a tree of %d leaves".formatted(index, size));
    }
    final List<byte[]> proof = new ArrayList<>();
    long begin = 0;
    long end = size;
    while (end - begin > 1) {
      final long middle = begin + split(end - begin);
      if (index < middle) {
        proof.add(root(middle, end, nodes));
        end = middle;
      } else {
        proof.add(root(begin, middle, nodes));
        begin = middle;
      }
    }
    Collections.reverse(proof);
    return proof;
  }

  /**
   * Proof that a tree is the beginning of a larger one.
   *
   * @param oldSize leaves of the smaller tree, at least 1: there is nothing to prove of none
   * @param newSize leaves of the larger tree
   * @param nodes of a tree of at least the larger size
   * @return empty for equal sizes
   * @throws IllegalArgumentException if the sizes are not 1 <= old <= new
   * @throws MissingNodeException if a node is not known
   */
  public static List<byte[]> consistency(
      final long oldSize, final long newSize, final NodeReader nodes) {
    if (oldSize < 1 || oldSize > newSize) {
      throw new IllegalArgumentException(
          "no proof from %d to %d leaves: must be 1 <= old <= new".formatted(oldSize, newSize));
    }
    final List<byte[]> proof = new ArrayList<>();
    long begin = 0;
    long end = newSize;
    while (end != oldSize) {
      final long middle = begin + split(end - begin);
      if (oldSize <= middle) {
        proof.add(root(middle, end, nodes));
        end = middle;
      } else {
        proof.add(root(begin, middle, nodes));
        begin = middle;
      }
    }
    if (begin > 0) {
      proof.add(root(begin, end, nodes));
    }
    Collections.reverse(proof);
    return proof;
  }

  /**
   * Root of a tree of a given size.
   *
   * @throws MissingNodeException if a node is not known
   */
  public static byte[] root(final long size, final NodeReader nodes) {
    return CompactRange.read(size, nodes).root();
  }

  /**
   * Whether a proof shows that the leaf stands at the index of the tree with this root. False for
   * anything that is malformed.
   */
  public static boolean verifyInclusion(
      final long index,
      final long size,
      final byte @Nullable [] leafHash,
      final @Nullable List<byte[]> proof,
      final byte @Nullable [] root) {
    if (leafHash == null || proof == null || root == null) {
      return false;
    }
    if (index < 0 || index >= size || !isHash(leafHash) || !isHash(root) || !areHashes(proof)) {
      return false;
    }
    byte[] hash = leafHash;
    long at = index;
    long last = size - 1;
    for (final byte[] sibling : proof) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        hash = MerkleHash.node(sibling, hash);
        final int levels = Long.numberOfTrailingZeros(at);
        at >>= levels;
        last >>= levels;
      } else {
        hash = MerkleHash.node(hash, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && Arrays.equals(hash, root);
  }

  /**
   * Whether a proof shows that the old tree is the beginning of the new one. False for anything
   * that is malformed, and for an old tree without leaves: nothing can be shown about it, whoever
   * starts from nothing must decide so by himself.
   */
  public static boolean verifyConsistency(
      final long oldSize,
      final long newSize,
      final byte @Nullable [] oldRoot,
      final byte @Nullable [] newRoot,
      final @Nullable List<byte[]> proof) {
    if (oldRoot == null || newRoot == null || proof == null || oldSize < 1 || oldSize > newSize) {
      return false;
    }
    if (oldSize == newSize) {
      return proof.isEmpty() && Arrays.equals(oldRoot, newRoot);
    }
    return isHash(oldRoot)
        && isHash(newRoot)
        && areHashes(proof)
        && !proof.isEmpty()
        && walk(oldSize, newSize, oldRoot, newRoot, proof);
  }

  private static boolean walk(
      final long oldSize,
      final long newSize,
      final byte[] oldRoot,
      final byte[] newRoot,
      final List<byte[]> proof) {
    // The largest complete subtree at the old tree's end is where both walks begin; if it is the
    // whole old tree, its hash is known and not sent.
    final int whole = Long.numberOfTrailingZeros(oldSize);
    long at = (oldSize - 1) >> whole;
    long last = (newSize - 1) >> whole;
    final int first = at == 0 ? 0 : 1;
    byte[] oldHash = at == 0 ? oldRoot : proof.get(0);
    byte[] newHash = oldHash;
    for (final byte[] sibling : proof.subList(first, proof.size())) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        oldHash = MerkleHash.node(sibling, oldHash);
        newHash = MerkleHash.node(sibling, newHash);
        final int levels = Long.numberOfTrailingZeros(at);
        at >>= levels;
        last >>= levels;
      } else {
        newHash = MerkleHash.node(newHash, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && Arrays.equals(oldHash, oldRoot) && Arrays.equals(newHash, newRoot);
  }

  /** Root over the leaves from begin to end; the begin is aligned as the tree's own splits are. */
  private static byte[] root(final long begin, final long end, final NodeReader nodes) {
    final long count = end - begin;
    final int level = Long.numberOfTrailingZeros(count);
    long at = end - (1L << level);
    byte[] hash = nodes.node(level, at >> level);
    for (long rest = count & (count - 1); rest > 0; rest &= rest - 1) {
      final int next = Long.numberOfTrailingZeros(rest);
      at -= 1L << next;
      hash = MerkleHash.node(nodes.node(next, at >> next), hash);
    }
    return hash;
  }

  /** The largest power of two below a count of at least 2. */
  private static long split(final long count) {
    return Long.highestOneBit(count - 1);
  }

  private static boolean isHash(final byte @Nullable [] hash) {
    return hash != null && hash.length == MerkleHash.BYTES;
  }

  private static boolean areHashes(final List<byte[]> proof) {
    for (final byte[] hash : proof) {
      if (!isHash(hash)) {
        return false;
      }
    }
    return true;
  }
}
