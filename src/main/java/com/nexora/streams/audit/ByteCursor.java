package com.nexora.streams.audit;

/**
 * Reads zigzag numbers and byte strings out of an array, as Avro and Kafka both write them, without
 * copying and without exceptions: what does not fit sets {@link #bad} and the rest reads as
 * nothing, so that hostile bytes cost no more than sound ones. Not thread-safe.
 */
final class ByteCursor {

  private static final int LONGEST_LONG = 10;
  private static final int LONGEST_INT = 5;

  private byte[] data = new byte[0];
  private int at;
  private int end;
  private boolean bad;
  private int length;
  private boolean padded;

  /** Starts anew over {@code data[from, to)}. */
  void over(final byte[] bytes, final int from, final int to) {
    data = bytes;
    at = from;
    end = to;
    bad = from < 0 || to > bytes.length || from > to;
    padded = false;
  }

  /** Whether something did not fit. */
  boolean bad() {
    return bad;
  }

  /** Whether all was read and all did fit. */
  boolean ended() {
    return !bad && at == end;
  }

  /** Whether a number took more bytes than it needs: readable, but nobody here writes such. */
  boolean padded() {
    return padded;
  }

  int position() {
    return at;
  }

  /** The bytes' own length after {@link #bytes}. */
  int length() {
    return length;
  }

  /** A zigzag number of at most ten bytes. */
  long number() {
    if (!bad && at < end && data[at] >= 0) {
      final int only = data[at++];
      return only >>> 1 ^ -(only & 1);
    }
    return longNumber(LONGEST_LONG);
  }

  /** A zigzag number of at most five bytes that fits an int. */
  int intNumber() {
    final long number = longNumber(LONGEST_INT);
    if (number != (int) number) {
      bad = true;
    }
    return (int) number;
  }

  /** Skips a byte string with its length in front; the place where it starts. */
  int bytes() {
    final long size = number();
    if (bad || size < 0 || size > end - at) {
      bad = true;
      length = 0;
      return at;
    }
    length = (int) size;
    final int start = at;
    at += length;
    return start;
  }

  /** Skips a byte string that may be null (a length of -1); {@link #length} is -1 then. */
  int nullableBytes() {
    if (!bad && at < end && data[at] == 1) {
      at++;
      length = -1;
      return at;
    }
    return bytes();
  }

  /** Skips so many bytes; the place where they start. */
  int skip(final int size) {
    if (bad || size < 0 || size > end - at) {
      bad = true;
      return at;
    }
    final int start = at;
    at += size;
    return start;
  }

  /** Whether the union's second branch follows; its first is null. */
  boolean present() {
    final long branch = number();
    if (branch != 0 && branch != 1) {
      bad = true;
    }
    return branch == 1;
  }

  private long longNumber(final int longest) {
    long raw = 0;
    for (int i = 0; i < longest && !bad; i++) {
      if (at >= end) {
        break;
      }
      final byte next = data[at++];
      raw |= (next & 0x7fL) << 7 * i;
      if (next >= 0) {
        padded |= next == 0 && i > 0 || next > 1 && i == LONGEST_LONG - 1;
        return raw >>> 1 ^ -(raw & 1);
      }
    }
    bad = true;
    return 0;
  }
}
