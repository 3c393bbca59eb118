package com.nexora.streams.audit.merkle;

/** A node of the tree that somebody asked for is not known here. */
public final class MissingNodeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param level the subtree has 2^level leaves
   * @param index which one of that size, from 0
   */
  public MissingNodeException(final int level, final long index) {
    super(
        "node %d of level %d is not here: the tree is smaller, or its tiles were not kept"
            .formatted(index, level));
  }
}
