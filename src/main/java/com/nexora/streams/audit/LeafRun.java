package com.nexora.streams.audit;

/**
 * Consecutive leaves of one block, as the roots of the complete subtrees that they fill, from left
 * to right: what a log's tree needs of them, computed where the leaves were hashed.
 *
 * @param first first leaf index
 * @param last last leaf index
 * @param levels level of each subtree: 2^level leaves
 * @param roots root of each, 32 bytes after one another
 * @param hashes holds the leaf hashes themselves
 * @param start number of the first one in it
 */
record LeafRun(long first, long last, byte[] levels, byte[] roots, byte[] hashes, int start) {

  /** A single leaf. */
  static LeafRun of(final long leaf, final byte[] hash) {
    return new LeafRun(leaf, leaf, new byte[1], hash, hash, 0);
  }
}
