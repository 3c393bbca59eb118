package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Finds what stands behind {@code Bearer} and {@code Basic}, if it looks made by a machine. */
final class Credentials {

  private Credentials() {}

  /** Adds the scheme and the credentials that start at an index, if they do. */
  static void find(final byte[] text, final int start, final int to, final Matches found) {
    final boolean bearer = Chars.wordAt(text, start, to, "bearer");
    if (!bearer && !Chars.wordAt(text, start, to, "basic")) {
      return;
    }
    int i = start + (bearer ? 6 : 5);
    final int word = i;
    while (i < to && (text[i] == ' ' || text[i] == '\t' || (text[i] == ':' && i == word))) {
      i++;
    }
    final int end = credentials(text, i, to);
    final boolean hit =
        i > word && (bearer ? isToken(text, i, end) : isUserAndPassword(text, i, end));
    if (hit) {
      found.add(start, end, ValueKind.AUTH_HEADER.ordinal());
    }
  }

  private static int credentials(final byte[] text, final int start, final int to) {
    int end = start;
    while (end < to
        && (Chars.is(text[end], Chars.ALNUM | Chars.BASE64 | Chars.DASH | Chars.DOT)
            || text[end] == '~'
            || text[end] == '=')) {
      end++;
    }
    while (end > start && text[end - 1] == '.') {
      end--;
    }
    return end;
  }

  private static boolean isToken(final byte[] text, final int start, final int end) {
    if (end - start < 8) {
      return false;
    }
    boolean upper = false;
    boolean lower = false;
    for (int i = start; i < end; i++) {
      if (Chars.is(text[i], Chars.DIGIT)) {
        return true;
      }
      upper |= i > start && Chars.is(text[i], Chars.UPPER);
      lower |= Chars.is(text[i], Chars.LOWER);
    }
    return end - start >= 24 || upper && lower;
  }

  private static boolean isUserAndPassword(final byte[] text, final int start, final int end) {
    int bare = end;
    while (bare > start && text[bare - 1] == '=') {
      bare--;
    }
    if (bare - start < 4 || end - start > 1_024) {
      return false;
    }
    try {
      final byte[] decoded =
          Base64.getDecoder()
              .decode(new String(text, start, bare - start, StandardCharsets.US_ASCII));
      boolean colon = false;
      for (final byte c : decoded) {
        if (c >= 0 && c < ' ') {
          return false;
        }
        colon |= c == ':';
      }
      return colon;
    } catch (final IllegalArgumentException e) {
      return false;
    }
  }
}
