package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;

/**
 * Finds secrets and personal data in one text, in one pass and in linear time: every look back or
 * ahead is bounded, or resumes behind what it has read.
 *
 * <p>The text is ASCII, or normalised to it by {@link PlainText}. Belongs to one thread.
 */
final class TextScan {

  private static final int AWS_SECRET = 40;
  private static final int AZURE_KEY = 86;
  private static final int LONGEST_AUTHORITY = 1_024;

  /** Letters of a random text change their class this often, words and paths do not. */
  private static final int CHANGES_OF_A_SECRET = 14;

  private final Numbers numbers = new Numbers();
  private final Assignments assignments = new Assignments();

  /**
   * Adds what is found, in ascending order.
   *
   * @param kinds bits of {@link ValueKind}
   * @param secretKeys what makes a name in {@code name=value} the name of a secret
   * @param anywhere whether a token may start within a word, as it does in bytes whose structure is
   *     not known
   */
  void scan(
      final byte[] text,
      final int from,
      final int to,
      final int kinds,
      final KeyPatterns secretKeys,
      final boolean anywhere,
      final Matches found) {
    int run = from;
    int i = from;
    while (i < to) {
      final byte c = text[i];
      if (Chars.is(c, Chars.ALNUM)) {
        final int next = word(text, i, from, to, kinds, anywhere, found);
        if (next < 0) {
          i = -next;
          run = i;
        } else {
          i = next;
        }
        continue;
      }
      if (c != '/' && c != '+') {
        longRun(text, run, i, from, to, kinds, anywhere, found);
        run = i + 1;
      }
      final int next = mark(text, i, from, to, kinds, secretKeys, found);
      if (next > i + 1) {
        run = next;
      }
      i = Math.max(next, i + 1);
    }
    longRun(text, run, to, from, to, kinds, anywhere, found);
  }

  /** End of the word at an index; negative if it is the end of something that was found. */
  private int word(
      final byte[] text,
      final int start,
      final int from,
      final int to,
      final int kinds,
      final boolean anywhere,
      final Matches found) {
    if (startsAt(text, start, from, to, kinds, found)) {
      return -found.lastEnd(from);
    }
    int i = start + 1;
    while (i < to && Chars.is(text[i], Chars.ALNUM)) {
      if (anywhere && startsAt(text, i, from, to, kinds, found)) {
        return -found.lastEnd(from);
      }
      i++;
    }
    return i;
  }

  private boolean startsAt(
      final byte[] text,
      final int start,
      final int from,
      final int to,
      final int kinds,
      final Matches found) {
    final byte c = text[start];
    final int before = found.size();
    if (c <= '9') {
      numbers.find(text, start, from, to, kinds, found);
      if (found.size() == before && c == '1' && ValueKind.GCP_KEY.in(kinds)) {
        refreshToken(text, start, to, found);
      }
      return found.size() > before;
    }
    if (Tokens.mayStart(text, start, to) && Tokens.find(text, start, to, kinds, found)) {
      return true;
    }
    if ((c == 'B' || c == 'b') && ValueKind.AUTH_HEADER.in(kinds)) {
      Credentials.find(text, start, to, found);
    }
    if (ValueKind.IBAN.in(kinds) && Chars.at(text, start + 2, from, to, Chars.DIGIT)) {
      final int end = Iban.end(text, start, to);
      if (end > 0) {
        found.add(start, end, ValueKind.IBAN.ordinal());
      }
    }
    return found.size() > before;
  }

  /** Looks at what is neither letter nor digit; returns where to go on. */
  private int mark(
      final byte[] text,
      final int at,
      final int from,
      final int to,
      final int kinds,
      final KeyPatterns secretKeys,
      final Matches found) {
    switch (text[at]) {
      case '@':
        return ValueKind.EMAIL.in(kinds) ? Emails.find(text, at, from, to, found) : at + 1;
      case ':':
        if (at + 3 < to && text[at + 1] == '/' && text[at + 2] == '/') {
          return ValueKind.URL_PASSWORD.in(kinds) ? authority(text, at + 3, to, found) : at + 3;
        }
        return assignment(text, at, from, to, kinds, secretKeys, found);
      case '=', '>':
        return assignment(text, at, from, to, kinds, secretKeys, found);
      case '-':
        if (at + 2 < to && text[at + 1] == '-') {
          final int end = ValueKind.PRIVATE_KEY.in(kinds) ? privateKey(text, at, to, found) : at;
          return end > at ? end : option(text, at, from, to, kinds, secretKeys, found);
        }
        return at + 1;
      case '+':
        return Math.max(at + 1, numbers.international(text, at, from, to, kinds, found));
      case '(':
        return Math.max(at + 1, numbers.bracketed(text, at, to, kinds, found));
      case '~':
        return ValueKind.AZURE_KEY.in(kinds) ? clientSecret(text, at, from, to, found) : at + 1;
      default:
        return at + 1;
    }
  }

  private int assignment(
      final byte[] text,
      final int at,
      final int from,
      final int to,
      final int kinds,
      final KeyPatterns secretKeys,
      final Matches found) {
    return ValueKind.ASSIGNMENT.in(kinds)
        ? assignments.find(text, at, Math.max(from, found.lastEnd(from)), to, secretKeys, found)
        : at + 1;
  }

  private int option(
      final byte[] text,
      final int at,
      final int from,
      final int to,
      final int kinds,
      final KeyPatterns secretKeys,
      final Matches found) {
    return ValueKind.ASSIGNMENT.in(kinds)
        ? assignments.option(text, at, from, to, secretKeys, found)
        : at + 1;
  }

  /** A run of base64 of the length of a key. */
  private static void longRun(
      final byte[] text,
      final int start,
      final int end,
      final int from,
      final int to,
      final int kinds,
      final boolean anywhere,
      final Matches found) {
    final int length = end - start;
    if (length < AWS_SECRET || found.lastEnd(from) > start) {
      return;
    }
    final boolean alone =
        !Chars.at(text, start - 1, from, to, Chars.DASH | Chars.DOT | Chars.NON_ASCII)
            && !Chars.at(text, end, from, to, Chars.DASH | Chars.NON_ASCII);
    if (ValueKind.AWS_SECRET_KEY.in(kinds)
        && (length == AWS_SECRET && alone || anywhere && length <= AWS_SECRET + 4)
        && !Chars.at(text, end, from, to, Chars.DASH)
        && (end >= to || text[end] != '=')
        && isRandom(text, start, end)) {
      found.add(start, end, ValueKind.AWS_SECRET_KEY.ordinal());
    } else if (ValueKind.AZURE_KEY.in(kinds)
        && (length == AZURE_KEY && alone || anywhere && length <= AZURE_KEY + 4)
        && length >= AZURE_KEY
        && Chars.startsAt(text, end, to, "==")) {
      found.add(start, end + 2, ValueKind.AZURE_KEY.ordinal());
    }
  }

  private static boolean isRandom(final byte[] text, final int start, final int end) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    int changes = 0;
    int last = 0;
    for (int i = start; i < end; i++) {
      final int sort =
          Chars.is(text[i], Chars.UPPER)
              ? 1
              : Chars.is(text[i], Chars.LOWER) ? 2 : Chars.is(text[i], Chars.DIGIT) ? 3 : 4;
      upper |= sort == 1;
      lower |= sort == 2;
      digit |= sort == 3;
      changes += sort == last ? 0 : 1;
      last = sort;
    }
    return upper && lower && digit && changes > CHANGES_OF_A_SECRET;
  }

  private static int authority(
      final byte[] text, final int start, final int to, final Matches found) {
    final int highest = Math.min(to, start + LONGEST_AUTHORITY);
    int colon = -1;
    int last = -1;
    for (int i = start; i < highest; i++) {
      final byte c = text[i];
      if (c == '@') {
        last = i;
      } else if (c == ':' && colon < 0) {
        colon = i;
      } else if (Chars.is(c, Chars.SPACE)
          || c == '/'
          || c == '?'
          || c == '#'
          || c == '"'
          || c == '<'
          || c == '>'
          || c == '\\'
          || c == '`') {
        break;
      }
    }
    if (colon < 0 || last < colon + 2) {
      found.userAt = last;
      return start;
    }
    found.add(colon + 1, last, ValueKind.URL_PASSWORD.ordinal());
    return last + 1;
  }

  private static int privateKey(
      final byte[] text, final int start, final int to, final Matches found) {
    if (!Chars.startsAt(text, start, to, "-----BEGIN ")) {
      return start;
    }
    int i = start + 11;
    while (i < to
        && i < start + 60
        && (Chars.is(text[i], Chars.UPPER | Chars.DIGIT) || text[i] == ' ')) {
      i++;
    }
    final String label = new String(text, start + 11, i - start - 11, StandardCharsets.US_ASCII);
    if (!label.contains("PRIVATE KEY")) {
      return start;
    }
    int end = to;
    for (int k = i; k + 8 < to; k++) {
      if (text[k] == '-' && Chars.startsAt(text, k, to, "-----END ")) {
        end = Chars.run(text, k + 9, to, Chars.UPPER | Chars.DIGIT | Chars.SPACE);
        end = Math.min(to, Chars.startsAt(text, end, to, "-----") ? end + 5 : end);
        break;
      }
    }
    found.add(start, end, ValueKind.PRIVATE_KEY.ordinal());
    return end;
  }

  /** Google's refresh tokens: {@code 1//0...}. */
  private static void refreshToken(
      final byte[] text, final int start, final int to, final Matches found) {
    if (Chars.startsAt(text, start, to, "1//0")) {
      final int end = Chars.run(text, start + 4, to, Chars.ALNUM | Chars.DASH);
      if (end - start >= 40) {
        found.add(start, end, ValueKind.GCP_KEY.ordinal());
      }
    }
  }

  /** Secrets of Entra ID applications: three characters, a digit, {@code Q~}, 31 to 34 more. */
  private static int clientSecret(
      final byte[] text, final int tilde, final int from, final int to, final Matches found) {
    final int start = tilde - 5;
    if (start < Math.max(from, found.lastEnd(from))
        || text[tilde - 1] != 'Q'
        || !Chars.is(text[tilde - 2], Chars.DIGIT)) {
      return tilde + 1;
    }
    int end = tilde + 1;
    while (end < Math.min(to, tilde + 40)
        && (Chars.is(text[end], Chars.ALNUM | Chars.DASH | Chars.DOT) || text[end] == '~')) {
      end++;
    }
    if (end - tilde - 1 < 31 || end - tilde - 1 > 36) {
      return tilde + 1;
    }
    found.add(start, end, ValueKind.AZURE_KEY.ordinal());
    return end;
  }
}
