package com.nexora.streams.audit.merkle;

/** Is told of every subtree that becomes complete while a tree grows. */
@FunctionalInterface
public interface NodeWriter {

  /**
   * A subtree is complete now. Leaves are subtrees of level 0.
   *
   * @param level the subtree has 2^level leaves
   * @param index which one of that size, from 0
   * @param hash its root, 32 bytes, not to be changed
   */
  void node(int level, long index, byte[] hash);
}
