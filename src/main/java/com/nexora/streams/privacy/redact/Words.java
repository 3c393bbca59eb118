package com.nexora.streams.privacy.redact;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of a text in one number, the first of them lowest: what is asked of each of them
 * costs a few instructions for all, and no branch that could be guessed wrong.
 *
 * <p>An answer has the highest bit of every byte for which it is yes; the other bits mean nothing.
 */
final class Words {

  /** The highest bit of every byte. */
  static final long HIGH = 0x8080808080808080L;

  static final int BYTES = Long.BYTES;

  private static final long ONES = 0x0101010101010101L;
  private static final long GATHER = 0x0002040810204081L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /** Eight bytes from an index on; all of them must be there. */
  static long at(final byte[] text, final int index) {
    return (long) LONGS.get(text, index);
  }

  /** The one to eight bytes of a range, zeros behind them. */
  static long of(final byte[] text, final int from, final int to) {
    final long mask = -1L >>> (BYTES - (to - from)) * 8;
    if (from + BYTES <= text.length) {
      return at(text, from) & mask;
    }
    if (text.length >= BYTES) {
      return at(text, text.length - BYTES) >>> (from + BYTES - text.length) * 8 & mask;
    }
    long word = 0;
    for (int i = to - 1; i >= from; i--) {
      word = word << 8 | text[i] & 0xff;
    }
    return word;
  }

  /** A character eight times. */
  static long all(final char c) {
    return c * ONES;
  }

  /** What is added to eight characters of ASCII to see which are not below this one. */
  static long least(final int c) {
    return (0x80 - c) * ONES;
  }

  /** Which bytes are zero; right up to the first of them. */
  static long zeros(final long word) {
    return word - ONES & ~word;
  }

  /** The eight answers as the lowest eight bits, all others 0. */
  static long bits(final long answers) {
    return (answers & HIGH) * GATHER >>> 56;
  }

  /** Index of the first byte that an answer without other bits is yes for. */
  static int first(final long answers) {
    return Long.numberOfTrailingZeros(answers) >>> 3;
  }
}
