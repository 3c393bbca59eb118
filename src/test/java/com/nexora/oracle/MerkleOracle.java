package com.nexora.oracle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The definitions of RFC 6962, section 2.1, word for word: recursive and slow, over all leaves. */
public final class MerkleOracle {

  private MerkleOracle() {}

  /** MTH(D[n]) over entries. */
  public static byte[] root(final List<byte[]> entries) {
    if (entries.isEmpty()) {
      return sha256();
    }
    if (entries.size() == 1) {
      return sha256(new byte[] {0}, entries.get(0));
    }
    final int k = split(entries.size());
    return sha256(
        new byte[] {1}, root(entries.subList(0, k)), root(entries.subList(k, entries.size())));
  }

  /** PATH(m, D[n]): section 2.1.1. */
  public static List<byte[]> path(final int m, final List<byte[]> entries) {
    if (entries.size() == 1) {
      return List.of();
    }
    final int k = split(entries.size());
    final List<byte[]> left = entries.subList(0, k);
    final List<byte[]> right = entries.subList(k, entries.size());
    return m < k ? plus(path(m, left), root(right)) : plus(path(m - k, right), root(left));
  }

  /** PROOF(m, D[n]): section 2.1.2. */
  public static List<byte[]> proof(final int m, final List<byte[]> entries) {
    return subProof(m, entries, true);
  }

  private static List<byte[]> subProof(
      final int m, final List<byte[]> entries, final boolean whole) {
    if (m == entries.size()) {
      return whole ? List.of() : List.of(root(entries));
    }
    final int k = split(entries.size());
    final List<byte[]> left = entries.subList(0, k);
    final List<byte[]> right = entries.subList(k, entries.size());
    return m <= k
        ? plus(subProof(m, left, whole), root(right))
        : plus(subProof(m - k, right, false), root(left));
  }

  private static int split(final int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }

  private static List<byte[]> plus(final List<byte[]> list, final byte[] last) {
    final List<byte[]> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }

  private static byte[] sha256(final byte[]... parts) {
    try {
      final MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (final byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (final NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
