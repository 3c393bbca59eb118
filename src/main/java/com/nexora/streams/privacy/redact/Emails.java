package com.nexora.streams.privacy.redact;

/** Finds an e-mail address around its {@code @}. */
final class Emails {

  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 253;

  private static final String[] FILE_ENDINGS = {
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "ico",
    "css",
    "js",
    "html",
    "htm",
    "xml",
    "yaml",
    "yml",
    "txt",
    "json",
    "local",
    "internal",
    "service",
    "timer",
    "socket"
  };

  private Emails() {}

  /** Adds the address around an index; returns where to go on. */
  static int find(
      final byte[] text, final int at, final int from, final int to, final Matches found) {
    int start = at;
    final int lowest = Math.max(found.lastEnd(from), at - LONGEST_LOCAL_PART);
    while (start > lowest && isLocalPart(text[start - 1])) {
      start--;
    }
    while (start < at && text[start] == '.') {
      start++;
    }
    int end = at + 1;
    int dot = -1;
    final int highest = Math.min(to, end + LONGEST_DOMAIN);
    while (end < highest
        && (Chars.is(text[end], Chars.ALNUM | Chars.NON_ASCII)
            || text[end] == '-'
            || (text[end] == '.'
                && Chars.at(text, end + 1, from, highest, Chars.ALNUM | Chars.NON_ASCII)
                && end > at + 1))) {
      if (text[end] == '.') {
        dot = end;
      }
      end++;
    }
    if (start == at || at == found.userAt || dot < 0 || !isTopLevel(text, dot + 1, end)) {
      return at + 1;
    }
    if (end < to && text[end] == ':' && isRepository(text, start, at)) {
      return at + 1;
    }
    found.add(start, end, ValueKind.EMAIL.ordinal());
    return end;
  }

  private static boolean isLocalPart(final byte c) {
    return Chars.is(c, Chars.ALNUM | Chars.NON_ASCII | Chars.DASH | Chars.DOT)
        || c == '+'
        || c == '%'
        || c == '\''
        || c == '&'
        || c == '~'
        || c == '!';
  }

  /** At least two letters, and not the ending of a file ({@code logo@2x.png}). */
  private static boolean isTopLevel(final byte[] text, final int start, final int end) {
    if (end - start < 2 || Chars.run(text, start, end, Chars.LETTER | Chars.NON_ASCII) != end) {
      return end - start > 4 && Chars.wordAt(text, start, end, "xn--");
    }
    for (final String ending : FILE_ENDINGS) {
      if (ending.length() == end - start && Chars.wordAt(text, start, end, ending)) {
        return false;
      }
    }
    return true;
  }

  /** {@code git@host:path} is an address, but of nobody. */
  private static boolean isRepository(final byte[] text, final int start, final int at) {
    return at - start <= 3
        && (Chars.wordAt(text, start, at, "git") || Chars.wordAt(text, start, at, "hg"));
  }
}
