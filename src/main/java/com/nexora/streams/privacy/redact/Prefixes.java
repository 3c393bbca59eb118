package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How words begin by which something may be found: tokens, and the schemes of credentials.
 *
 * <p>A set over the first three characters lets nearly every word pass after one load.
 */
final class Prefixes {

  /** Characters that the set is about; no prefix is shorter. */
  private static final int LENGTH = 3;

  private static final long[] SET = new long[1 << 5 * LENGTH - 6];
  private static final List<String> EXACT = new ArrayList<>();
  private static final List<String> ANY_CASE = List.of("bearer", "basic");

  static {
    EXACT.addAll(Tokens.prefixes());
    EXACT.add("eyJ");
    EXACT.add("1//0");
    EXACT.forEach(Prefixes::add);
    ANY_CASE.forEach(Prefixes::add);
  }

  private Prefixes() {}

  private static void add(final String prefix) {
    final int index = index(prefix.getBytes(StandardCharsets.US_ASCII), 0);
    SET[index >>> 6] |= 1L << index;
  }

  /** Case does not count: capitals and small letters have the same five bits. */
  private static int index(final byte[] text, final int at) {
    return (text[at] & 31) << 10 | (text[at + 1] & 31) << 5 | text[at + 2] & 31;
  }

  /** Whether a word may begin so, by its first characters. */
  static boolean mayStart(final byte[] text, final int start, final int to) {
    if (to - start < LENGTH) {
      return false;
    }
    final int index = index(text, start);
    return (SET[index >>> 6] >>> index & 1) != 0;
  }

  /** Whether a word does begin so. */
  static boolean starts(final byte[] text, final int start, final int to) {
    for (final String prefix : EXACT) {
      if (Chars.startsAt(text, start, to, prefix)) {
        return true;
      }
    }
    for (final String prefix : ANY_CASE) {
      if (Chars.wordAt(text, start, to, prefix)) {
        return true;
      }
    }
    return false;
  }
}
