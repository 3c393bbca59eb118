package com.nexora.streams.privacy.redact;

import java.util.Arrays;

/**
 * A text as it reads: JSON escapes undone, UTF-8 brought to ASCII, with the way back to where each
 * character stands.
 *
 * <p>Full-width letters and digits become plain ones, digits of other scripts too; what does not
 * show (zero-width characters, soft hyphens, marks of direction) is left out, so that it cannot
 * split a secret. Reused; belongs to one thread.
 */
final class PlainText {

  private byte[] text = new byte[256];
  private int[] origin = new int[257];
  private int length;

  byte[] text() {
    return text;
  }

  int length() {
    return length;
  }

  /** Where a character of the text stands in the source; for the length, the source's end. */
  int origin(final int index) {
    return origin[index];
  }

  /**
   * Reads a range of UTF-8.
   *
   * @param escaped whether a backslash starts an escape of JSON
   */
  void read(final byte[] source, final int from, final int to, final boolean escaped) {
    length = 0;
    if (text.length < to - from) {
      text = new byte[Math.max(to - from, 2 * text.length)];
      origin = new int[text.length + 1];
    }
    int i = from;
    while (i < to) {
      final byte c = source[i];
      if (c >= 0 && (c != '\\' || !escaped)) {
        put(c, i);
        i++;
      } else if (c == '\\') {
        i = escape(source, i, to);
      } else {
        i = utf8(source, i, to);
      }
    }
    origin[length] = to;
  }

  /** Keeps what a large text needed only as long as that is not much. */
  void trim(final int most) {
    if (text.length > most) {
      text = Arrays.copyOf(text, most);
      origin = Arrays.copyOf(origin, most + 1);
    }
  }

  private void put(final byte c, final int at) {
    text[length] = c;
    origin[length] = at;
    length++;
  }

  private int escape(final byte[] source, final int at, final int to) {
    if (at + 1 >= to) {
      put((byte) '\\', at);
      return to;
    }
    final byte c = source[at + 1];
    switch (c) {
      case 'n' -> put((byte) '\n', at);
      case 't' -> put((byte) '\t', at);
      case 'r' -> put((byte) '\r', at);
      case 'b', 'f' -> put((byte) ' ', at);
      case 'u' -> {
        return unicode(source, at, to);
      }
      default -> put(c, at);
    }
    return at + 2;
  }

  private int unicode(final byte[] source, final int at, final int to) {
    final int high = hex(source, at + 2, to);
    if (high < 0) {
      put((byte) '\\', at);
      return at + 1;
    }
    if (Character.isHighSurrogate((char) high)
        && at + 7 < to
        && source[at + 6] == '\\'
        && source[at + 7] == 'u') {
      final int low = hex(source, at + 8, to);
      if (low >= 0 && Character.isLowSurrogate((char) low)) {
        character(Character.toCodePoint((char) high, (char) low), at);
        return at + 12;
      }
    }
    character(high, at);
    return at + 6;
  }

  /** Four hex digits, -1 if they are none. */
  static int hex(final byte[] source, final int at, final int to) {
    if (at + 4 > to) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      final int digit = Character.digit(source[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private int utf8(final byte[] source, final int at, final int to) {
    final int first = source[at] & 0xff;
    final int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
    if (more == 0 || at + more >= to) {
      put(Chars.OTHER, at);
      return at + 1;
    }
    int point = first & 0x3f >> more;
    for (int i = 1; i <= more; i++) {
      if ((source[at + i] & 0xc0) != 0x80) {
        put(Chars.OTHER, at);
        return at + i;
      }
      point = point << 6 | source[at + i] & 0x3f;
    }
    character(point, at);
    return at + more + 1;
  }

  private void character(final int point, final int at) {
    if (point < 0x80) {
      put((byte) point, at);
    } else if (point >= 0xff01 && point <= 0xff5e) {
      put((byte) (point - 0xff01 + '!'), at);
    } else if (isInvisible(point)) {
      return;
    } else if (point == 0xa0
        || point >= 0x2000 && point <= 0x200a
        || point == 0x202f
        || point == 0x205f
        || point == 0x3000) {
      put((byte) ' ', at);
    } else if (point >= 0x2010 && point <= 0x2015 || point == 0x2212 || point == 0xfe63) {
      put((byte) '-', at);
    } else {
      final int digit = Character.digit(point, 10);
      put(
          digit >= 0
              ? (byte) ('0' + digit)
              : Character.isLetter(point) ? Chars.OTHER_LETTER : Chars.OTHER,
          at);
    }
  }

  private static boolean isInvisible(final int point) {
    return point == 0xad
        || point == 0x34f
        || point == 0x61c
        || point == 0x180e
        || point >= 0x200b && point <= 0x200f
        || point >= 0x202a && point <= 0x202e
        || point >= 0x2060 && point <= 0x206f
        || point >= 0xfe00 && point <= 0xfe0f
        || point == 0xfeff;
  }
}
