package com.nexora.streams.audit.merkle;

/** Where proofs get the hashes of complete subtrees from. */
@FunctionalInterface
public interface NodeReader {

  /**
   * Root of a complete subtree.
   *
   * @param level the subtree has 2^level leaves, 0 to 62
   * @param index which one of that size, from 0: its first leaf is index * 2^level
   * @return 32 bytes, never changed by anybody
   * @throws MissingNodeException if the subtree is not known or not complete
   */
  byte[] node(int level, long index);
}
