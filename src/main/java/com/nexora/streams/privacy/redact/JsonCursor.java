package com.nexora.streams.privacy.redact;

/**
 * A place in a range of bytes, and how to step over the parts of JSON from there. Belongs to one
 * thread.
 */
class JsonCursor {

  /** Of a text: it has escapes. */
  static final int ESCAPED = 1;

  /** Of a text: it has characters outside of ASCII. */
  static final int NON_ASCII = 2;

  private static final long QUOTES = Words.all('"');
  private static final long BACKSLASHES = Words.all('\\');

  byte[] in = new byte[0];
  int pos;
  int end;

  /** What the text that was stepped over last has. */
  int flags;

  /** Whether the digits that were stepped over last are all there is of their number. */
  boolean plainDigits;

  final void read(final byte[] bytes, final int from, final int to) {
    in = bytes;
    pos = from;
    end = to;
  }

  final boolean literal(final String word) {
    if (!Chars.startsAt(in, pos, end, word)) {
      return false;
    }
    pos += word.length();
    return true;
  }

  final void skipBlanks() {
    int i = pos;
    while (i < end && in[i] <= ' ' && Chars.is(in[i], Chars.SPACE)) {
      i++;
    }
    pos = i;
  }

  /** Steps behind the closing quote; {@link #flags} say what the text has. */
  final boolean skipString() {
    final byte[] bytes = in;
    final int to = end;
    long high = 0;
    int seen = 0;
    int i = pos + 1;
    while (i < to) {
      final int next = Math.min(to, i + Words.BYTES);
      final long word = next - i == Words.BYTES ? Words.at(bytes, i) : Words.of(bytes, i, next);
      final long stops =
          (Words.zeros(word ^ QUOTES) | Words.zeros(word ^ BACKSLASHES)) & Words.HIGH;
      if (stops == 0) {
        high |= word;
        i = next;
        continue;
      }
      high |= word & (stops & -stops) - 1;
      i += Words.first(stops);
      if (bytes[i] == '"') {
        pos = i + 1;
        flags = seen | ((high & Words.HIGH) == 0 ? 0 : NON_ASCII);
        return true;
      }
      seen = ESCAPED;
      i += 2;
    }
    return false;
  }

  /** Steps over a number; how many digits it has, 0 if there is none. */
  final int skipNumber() {
    int digits = 0;
    boolean plain = true;
    int i = pos;
    while (i < end) {
      final byte c = in[i];
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E') {
        plain = false;
      } else {
        break;
      }
      i++;
    }
    pos = i;
    plainDigits = plain;
    return digits;
  }

  /** Steps over whatever value is here. */
  final boolean skipValue() {
    switch (in[pos]) {
      case '"':
        return skipString();
      case '{', '[':
        return skipContainer();
      default:
        final int start = pos;
        pos = Chars.run(in, pos, end, Chars.ALNUM | Chars.DOT | Chars.BASE64 | Chars.DASH);
        return pos > start;
    }
  }

  /** Steps over an object or a list, without looking whether what is in it is JSON. */
  final boolean skipContainer() {
    long depth = 0;
    while (pos < end) {
      final byte c = in[pos];
      if (c == '"') {
        if (!skipString()) {
          return false;
        }
        continue;
      }
      pos++;
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
        if (depth == 0) {
          return true;
        }
      }
    }
    return false;
  }
}
