package com.nexora.streams.privacy.redact;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what keys are by the rules: the keys of a producer's JSON are the same a thousand times
 * over. A newer key takes the place of an older one with the same hash. Belongs to one thread.
 */
final class KnownKeys {

  /** A key that is not remembered. */
  static final int UNKNOWN = Integer.MIN_VALUE;

  private static final int PLACES = 1_024;
  private static final int LONGEST = 48;

  private final byte[] @Nullable [] keys = new byte[PLACES][];
  private final @Nullable Profile[] profiles = new Profile[PLACES];
  private final int[] rules = new int[PLACES];

  /** The rule of a key by a profile, {@link #UNKNOWN} if it is not remembered. */
  int find(final Profile profile, final byte[] text, final int from, final int to) {
    final int place = place(text, from, to);
    final byte[] key = keys[place];
    return key != null
            && profiles[place] == profile
            && Arrays.equals(key, 0, key.length, text, from, to)
        ? rules[place]
        : UNKNOWN;
  }

  /** Remembers a key that holds nothing itself. */
  void add(final Profile profile, final byte[] text, final int from, final int to, final int rule) {
    if (to - from > LONGEST) {
      return;
    }
    final int place = place(text, from, to);
    keys[place] = Arrays.copyOfRange(text, from, to);
    profiles[place] = profile;
    rules[place] = rule;
  }

  private static int place(final byte[] text, final int from, final int to) {
    int hash = 1;
    final int end = Math.min(to, from + LONGEST);
    for (int i = from; i < end; i++) {
      hash = 31 * hash + text[i];
    }
    return (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
  }
}
