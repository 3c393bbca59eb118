package com.nexora.streams.privacy.redact;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what keys are by the rules, and whether they name data subjects: the keys of a
 * producer's JSON are the same a thousand times over. Of keys with the same hash the latest two are
 * remembered. Belongs to one thread.
 */
final class KnownKeys {

  /** A key that is not remembered. */
  static final int UNKNOWN = Integer.MIN_VALUE;

  private static final int PLACE_BITS = 10;
  private static final int LONGEST = 48;

  private final @Nullable Key[] keys = new Key[1 << PLACE_BITS];

  /**
   * A key and what was said of it.
   *
   * @param first its first eight bytes
   * @param last its last eight bytes, if it is longer
   */
  private record Key(Profile profile, byte[] text, long first, long last, int verdict) {

    boolean is(
        final Profile ofProfile,
        final long itsFirst,
        final long itsLast,
        final byte[] in,
        final int from,
        final int to) {
      return first == itsFirst
          && last == itsLast
          && text.length == to - from
          && profile == ofProfile
          && (text.length <= 2 * Words.BYTES || Arrays.equals(text, 0, text.length, in, from, to));
    }
  }

  /** What was said of a key by a profile, {@link #UNKNOWN} if it is not remembered. */
  int find(final Profile profile, final byte[] text, final int from, final int to) {
    final int length = to - from;
    if (length == 0 || length > LONGEST) {
      return UNKNOWN;
    }
    final long first = first(text, from, to);
    final long last = last(text, from, to);
    final int place = place(first, last, length);
    Key key = keys[place];
    if (key == null || !key.is(profile, first, last, text, from, to)) {
      key = keys[place ^ 1];
      if (key == null || !key.is(profile, first, last, text, from, to)) {
        return UNKNOWN;
      }
    }
    return key.verdict;
  }

  /** Remembers a key that holds nothing itself. */
  void add(
      final Profile profile, final byte[] text, final int from, final int to, final int verdict) {
    final int length = to - from;
    if (length == 0 || length > LONGEST) {
      return;
    }
    final long first = first(text, from, to);
    final long last = last(text, from, to);
    final int place = place(first, last, length);
    keys[place ^ 1] = keys[place];
    keys[place] = new Key(profile, Arrays.copyOfRange(text, from, to), first, last, verdict);
  }

  private static long first(final byte[] text, final int from, final int to) {
    return Words.of(text, from, Math.min(to, from + Words.BYTES));
  }

  private static long last(final byte[] text, final int from, final int to) {
    return to - from > Words.BYTES ? Words.at(text, to - Words.BYTES) : 0;
  }

  private static int place(final long first, final long last, final int length) {
    final long mixed = (first ^ Long.rotateLeft(last, 29) ^ length) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> Long.SIZE - PLACE_BITS);
  }
}
