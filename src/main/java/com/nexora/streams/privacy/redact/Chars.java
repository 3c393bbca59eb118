package com.nexora.streams.privacy.redact;

/** Classes of characters, as tables: a table costs one load, a chain of comparisons does not. */
final class Chars {

  /** Stands for a letter outside of ASCII in normalised text. */
  static final byte OTHER_LETTER = (byte) 0x80;

  /** Stands for any other character outside of ASCII. */
  static final byte OTHER = (byte) 0x81;

  static final int DIGIT = 1;
  static final int UPPER = 2;
  static final int LOWER = 4;
  static final int LETTER = UPPER | LOWER;
  static final int ALNUM = DIGIT | LETTER;
  static final int NON_ASCII = 8;

  /** {@code + /}: of base64. */
  static final int BASE64 = 16;

  /** {@code _ -}: of base64url and of names. */
  static final int DASH = 32;

  static final int DOT = 64;
  static final int SPACE = 128;

  private static final short[] TABLE = new short[256];

  static {
    for (int c = 0; c < TABLE.length; c++) {
      int bits = 0;
      if (c >= '0' && c <= '9') {
        bits = DIGIT;
      } else if (c >= 'A' && c <= 'Z') {
        bits = UPPER;
      } else if (c >= 'a' && c <= 'z') {
        bits = LOWER;
      } else if (c == '+' || c == '/') {
        bits = BASE64;
      } else if (c == '_' || c == '-') {
        bits = DASH;
      } else if (c == '.') {
        bits = DOT;
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        bits = SPACE;
      } else if (c >= 0x80) {
        bits = NON_ASCII;
      }
      TABLE[c] = (short) bits;
    }
  }

  private Chars() {}

  static boolean is(final byte c, final int classes) {
    return (TABLE[c & 0xff] & classes) != 0;
  }

  /** Whether the character at an index of a range is of these classes; none is outside of it. */
  static boolean at(
      final byte[] text, final int index, final int from, final int to, final int classes) {
    return index >= from && index < to && is(text[index], classes);
  }

  /** End of the run of these classes that starts at an index. */
  static int run(final byte[] text, final int start, final int to, final int classes) {
    int i = start;
    while (i < to && is(text[i], classes)) {
      i++;
    }
    return i;
  }

  /** Start of the run of these classes that ends before an index, at most {@code most} long. */
  static int runBack(
      final byte[] text, final int end, final int from, final int classes, final int most) {
    final int lowest = Math.max(from, end - most);
    int i = end;
    while (i > lowest && is(text[i - 1], classes)) {
      i--;
    }
    return i;
  }

  /** Whether a range holds a backslash or anything outside of ASCII. */
  static boolean isOdd(final byte[] text, final int from, final int to) {
    for (int i = from; i < to; i++) {
      if (text[i] < 0 || text[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  static byte lower(final byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
  }

  /** Whether a lower-case word stands at an index, in any case. */
  static boolean wordAt(final byte[] text, final int index, final int to, final String word) {
    if (index < 0 || to - index < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (lower(text[index + i]) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text stands at an index, to the letter. */
  static boolean startsAt(final byte[] text, final int index, final int to, final String prefix) {
    if (index < 0 || to - index < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (text[index + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
