package com.nexora.streams.audit.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of RFC 6962: a leaf and an inner node are told apart by their first byte, so that
 * nobody can pass one off as the other.
 */
public final class MerkleHash {

  /** Bytes of a SHA-256 hash. */
  public static final int BYTES = 32;

  private static final byte LEAF = 0x00;
  private static final byte NODE = 0x01;
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private MerkleHash() {}

  /** Hash of a leaf: SHA-256 over a zero byte and the entry. */
  public static byte[] leaf(final byte[] entry) {
    final MessageDigest digest = SCRATCH.get().digest;
    digest.update(LEAF);
    return digest.digest(entry);
  }

  /**
   * Hash of an inner node: SHA-256 over a one byte and the hashes of its two children.
   *
   * @throws IllegalArgumentException if a child is not a hash of 32 bytes
   */
  public static byte[] node(final byte[] left, final byte[] right) {
    if (left.length != BYTES || right.length != BYTES) {
      throw new IllegalArgumentException(
          "children of %d and %d bytes: a hash has %d".formatted(left.length, right.length, BYTES));
    }
    final byte[] hash = new byte[BYTES];
    SCRATCH.get().node(left, 0, right, 0, hash, 0);
    return hash;
  }

  /** Root of the tree without leaves: SHA-256 of nothing. */
  public static byte[] emptyRoot() {
    return SCRATCH.get().digest.digest();
  }

  /** As {@link #node(byte[], byte[])}, from and into the middle of arrays that may be the same. */
  static void node(
      final byte[] left,
      final int leftAt,
      final byte[] right,
      final int rightAt,
      final byte[] out,
      final int outAt) {
    SCRATCH.get().node(left, leftAt, right, rightAt, out, outAt);
  }

  /** Of one thread: what hashing needs each time. The digest is always left reset. */
  private static final class Scratch {

    private final MessageDigest digest;
    private final byte[] input = new byte[1 + 2 * BYTES];

    Scratch() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (final NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
      input[0] = NODE;
    }

    void node(
        final byte[] left,
        final int leftAt,
        final byte[] right,
        final int rightAt,
        final byte[] out,
        final int outAt) {
      System.arraycopy(left, leftAt, input, 1, BYTES);
      System.arraycopy(right, rightAt, input, 1 + BYTES, BYTES);
      digest.update(input);
      try {
        digest.digest(out, outAt, BYTES);
      } catch (final DigestException e) {
        throw new IllegalStateException("there is room for a hash", e);
      }
    }
  }
}
