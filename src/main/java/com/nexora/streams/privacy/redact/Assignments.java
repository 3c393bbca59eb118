package com.nexora.streams.privacy.redact;

/**
 * Finds {@code password=hunter2} and its like in text: query strings, connection strings, command
 * lines, headers, properties, pieces of JSON and XML.
 *
 * <p>What the name is must say that the value is a secret; behind a colon, where sentences go on,
 * the value must look like one, too. Belongs to one thread.
 */
final class Assignments {

  private static final int LONGEST_NAME = 64;

  private final KeyPatterns.Form form = new KeyPatterns.Form();

  /**
   * Adds the value behind a {@code =}, {@code :} or {@code >}, if the name before it is a secret's.
   *
   * @return where to go on
   */
  int find(
      final byte[] text,
      final int at,
      final int from,
      final int to,
      final KeyPatterns secretKeys,
      final Matches found) {
    int nameEnd = at;
    while (nameEnd > from && nameEnd > at - 3 && text[nameEnd - 1] == ' ') {
      nameEnd--;
    }
    boolean quoted = false;
    while (nameEnd > from && nameEnd > at - 6 && isQuote(text[nameEnd - 1])) {
      nameEnd--;
      quoted = true;
    }
    final int nameStart =
        Chars.runBack(text, nameEnd, from, Chars.ALNUM | Chars.DASH | Chars.DOT, LONGEST_NAME);
    if (nameEnd - nameStart < 2 || secretKeys.find(text, nameStart, nameEnd, form) < 0) {
      return at + 1;
    }
    if (text[at] == '>') {
      return element(text, at, nameStart, from, to, found);
    }
    int start = at + 1;
    while (start < to && (text[start] == ' ' || text[start] == '=' || text[start] == '>')) {
      start++;
    }
    final boolean sentence = text[at] == ':' && !quoted;
    if (sentence && isPartOfAPath(text, nameStart, from, start, at)) {
      return at + 1;
    }
    return value(text, start, nameStart, to, sentence, found);
  }

  /** Adds the value of {@code --password hunter2}; returns where to go on. */
  int option(
      final byte[] text,
      final int at,
      final int from,
      final int to,
      final KeyPatterns secretKeys,
      final Matches found) {
    final int nameStart = at + 2;
    final int nameEnd =
        Chars.run(text, nameStart, Math.min(to, at + 2 + LONGEST_NAME), Chars.ALNUM | Chars.DASH);
    if (nameEnd >= to
        || text[nameEnd] != ' '
        || nameEnd - nameStart < 2
        || Chars.at(text, at - 1, from, to, Chars.ALNUM | Chars.DASH)
        || secretKeys.find(text, nameStart, nameEnd, form) < 0) {
      return at + 1;
    }
    final int start = nameEnd + 1;
    return start < to && text[start] == '-'
        ? start
        : value(text, start, nameStart, to, false, found);
  }

  /** {@code <password>hunter2</password>}. */
  private static int element(
      final byte[] text,
      final int at,
      final int nameStart,
      final int from,
      final int to,
      final Matches found) {
    int open = nameStart - 1;
    if (open >= from && text[open] == ':') {
      open = Chars.runBack(text, open, from, Chars.ALNUM, LONGEST_NAME) - 1;
    }
    if (open < from || text[open] != '<') {
      return at + 1;
    }
    int end = at + 1;
    while (end < to && text[end] != '<') {
      end++;
    }
    if (end == at + 1) {
      return end;
    }
    found.add(at + 1, end, ValueKind.ASSIGNMENT.ordinal());
    return end;
  }

  /** {@code arn:aws:secretsmanager:...:secret:name} names a secret and holds none. */
  private static boolean isPartOfAPath(
      final byte[] text, final int nameStart, final int from, final int start, final int at) {
    return start == at + 1
        && nameStart > from
        && (text[nameStart - 1] == ':' || text[nameStart - 1] == '/');
  }

  private int value(
      final byte[] text,
      final int first,
      final int nameStart,
      final int to,
      final boolean sentence,
      final Matches found) {
    int start = first;
    while (start < to && text[start] == '\\') {
      start++;
    }
    if (start >= to || isTakenOut(text, start, to)) {
      return start;
    }
    final int end;
    boolean quoted = false;
    if (start < to && (text[start] == '"' || text[start] == '\'' || text[start] == '`')) {
      quoted = true;
      end = closing(text, start + 1, to, text[start]);
      start++;
    } else if (start < to && (text[start] == '{' || text[start] == '[') && start + 1 < to) {
      quoted = true;
      end = balanced(text, start, to);
    } else {
      end = isHeader() ? lineEnd(text, start, to) : plainEnd(text, start, to);
    }
    if (end <= start || isTakenOut(text, start, end) || isNoValue(text, start, end)) {
      return start;
    }
    if (sentence && !quoted && !looksMade(text, start, end, nameStart)) {
      return start;
    }
    found.add(start, end, ValueKind.ASSIGNMENT.ordinal());
    return end;
  }

  /** Whether the name that was looked up last is that of a header, whose value has blanks. */
  private boolean isHeader() {
    return form.is("authorization")
        || form.is("proxyauthorization")
        || form.is("cookie")
        || form.is("setcookie");
  }

  private static int lineEnd(final byte[] text, final int start, final int to) {
    int end = start;
    while (end < to
        && text[end] != '\n'
        && text[end] != '\r'
        && text[end] != '"'
        && text[end] != '\''
        && text[end] != '\\') {
      end++;
    }
    return end;
  }

  private static int plainEnd(final byte[] text, final int start, final int to) {
    int end = start;
    while (end < to && !Chars.is(text[end], Chars.SPACE) && !isEnd(text[end])) {
      end++;
    }
    while (end > start && text[end - 1] == '.') {
      end--;
    }
    return end;
  }

  private static boolean isEnd(final byte c) {
    return c == ',' || c == ';' || c == '&' || c == '|' || c == ')' || c == '}' || c == ']'
        || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`' || c == '\\' || c == 0;
  }

  private static int closing(final byte[] text, final int start, final int to, final byte quote) {
    int end = start;
    while (end < to && text[end] != quote) {
      end++;
    }
    while (end > start && end < to && text[end - 1] == '\\') {
      end--;
    }
    return end;
  }

  private static int balanced(final byte[] text, final int start, final int to) {
    int depth = 0;
    for (int i = start; i < to; i++) {
      if (text[i] == '{' || text[i] == '[') {
        depth++;
      } else if (text[i] == '}' || text[i] == ']') {
        depth--;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return to;
  }

  /** What stands where a value would stand, but is none, or was taken out before. */
  private static boolean isTakenOut(final byte[] text, final int start, final int to) {
    return Chars.startsAt(text, start, to, "[REDACTED]")
        || Chars.startsAt(text, start, to, "***")
        || Chars.startsAt(text, start, to, "${")
        || Chars.startsAt(text, start, to, "%s")
        || Chars.startsAt(text, start, to, "{}")
        || Chars.startsAt(text, start, to, "hmac-");
  }

  private static boolean isNoValue(final byte[] text, final int start, final int end) {
    final boolean variable =
        text[start] == '$'
            && Chars.run(text, start + 1, end, Chars.UPPER | Chars.DIGIT | Chars.DASH) == end;
    return variable
        || isWord(text, start, end, "null")
        || isWord(text, start, end, "none")
        || isWord(text, start, end, "true")
        || isWord(text, start, end, "false")
        || isWord(text, start, end, "undefined");
  }

  private static boolean isWord(
      final byte[] text, final int start, final int end, final String word) {
    return end - start == word.length() && Chars.wordAt(text, start, end, word);
  }

  /** Behind a colon: no word of a sentence. */
  private boolean looksMade(
      final byte[] text, final int start, final int end, final int nameStart) {
    boolean digit = false;
    boolean other = false;
    for (int i = start; i < end; i++) {
      digit |= Chars.is(text[i], Chars.DIGIT);
      other |= !Chars.is(text[i], Chars.DIGIT);
    }
    if (isHeader() && !digit) {
      return end - start >= 20;
    }
    final boolean password = form.endsWith("password") || form.is("pwd") || form.is("passwd");
    return end - start >= (password ? 4 : 6) && (digit && (other || password) || end - start >= 20);
  }

  private static boolean isQuote(final byte c) {
    return c == '"' || c == '\'' || c == '\\' || c == '`';
  }
}
