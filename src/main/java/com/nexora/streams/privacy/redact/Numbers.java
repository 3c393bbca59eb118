package com.nexora.streams.privacy.redact;

/** Finds cards, social security numbers and phone numbers where a group of digits starts. */
final class Numbers {

  private static final int CONTEXT = 24;
  private static final String[] PHONE_WORDS = {
    "phone", "tel", "mobile", "cell", "call", "fax", "handy", "whatsapp", "sms", "msisdn"
  };
  private static final String[] SSN_WORDS = {"ssn", "social security"};

  private final byte[] digits = new byte[Luhn.LONGEST + 1];
  private final int[] groups = new int[8];
  private int groupCount;
  private int end;

  /**
   * Adds what starts with the digit at an index, which follows no letter or digit.
   *
   * @return end of the group of digits, or of what was found
   */
  int find(
      final byte[] text,
      final int start,
      final int from,
      final int to,
      final int kinds,
      final Matches found) {
    final int first = Chars.run(text, start, Math.min(to, start + 25), Chars.DIGIT);
    final int length = first - start;
    if (length > 24 || isInsideOfANumber(text, start, from)) {
      return first;
    }
    if (Chars.at(text, first, from, to, Chars.LETTER | Chars.NON_ASCII)
        || (first < to && text[first] == '_')) {
      return first;
    }
    final int sort =
        length >= Luhn.SHORTEST
            ? plainCard(text, start, first, to, kinds)
            : grouped(text, start, from, to, kinds);
    if (sort >= 0) {
      found.add(start, end, sort);
      return end;
    }
    if (length == 9 || length == 10 || length == 11 || text[start] == '0') {
      return inContext(text, start, first, from, to, kinds, found);
    }
    return first;
  }

  /** Adds the international number that a {@code +} starts; returns its end, or the index. */
  int international(
      final byte[] text,
      final int plus,
      final int from,
      final int to,
      final int kinds,
      final Matches found) {
    if (!ValueKind.PHONE.in(kinds)
        || plus + 1 >= to
        || text[plus + 1] < '1'
        || text[plus + 1] > '9'
        || Chars.at(text, plus - 1, from, to, Chars.ALNUM | Chars.BASE64)) {
      return plus;
    }
    int count = 0;
    int last = plus;
    boolean separated = false;
    for (int i = plus + 1; i < to && i - plus < 32; i++) {
      if (Chars.is(text[i], Chars.DIGIT)) {
        separated |= last != i - 1;
        last = i;
        count++;
      } else if (text[i] != ' '
          && text[i] != '-'
          && text[i] != '.'
          && text[i] != '/'
          && text[i] != '('
          && text[i] != ')') {
        break;
      } else if (i - last > 2) {
        break;
      }
    }
    final boolean american = text[plus + 1] == '1';
    final boolean fits =
        american
            ? count == 11 || separated && count >= 8 && count <= 11
            : separated ? count >= 8 && count <= 15 : count >= 9 && count <= 15;
    if (!fits || Chars.at(text, last + 1, from, to, Chars.ALNUM)) {
      return plus;
    }
    found.add(plus, last + 1, ValueKind.PHONE.ordinal());
    return last + 1;
  }

  /** Adds {@code (555) 123-4567}; returns its end, or the index. */
  int bracketed(
      final byte[] text, final int open, final int to, final int kinds, final Matches found) {
    if (!ValueKind.PHONE.in(kinds)
        || !hasDigits(text, open + 1, to, 3)
        || open + 4 >= to
        || text[open + 4] != ')') {
      return open;
    }
    int i = open + 5;
    while (i < to && i < open + 7 && (text[i] == ' ' || text[i] == '-')) {
      i++;
    }
    if (hasDigits(text, i, to, 3)
        && i + 3 < to
        && (text[i + 3] == '-' || text[i + 3] == ' ' || text[i + 3] == '.')
        && hasDigits(text, i + 4, to, 4)
        && !Chars.at(text, i + 8, open, to, Chars.LETTER)) {
      found.add(open, i + 8, ValueKind.PHONE.ordinal());
      return i + 8;
    }
    return open;
  }

  /** Whether exactly so many digits stand at an index. */
  private static boolean hasDigits(
      final byte[] text, final int start, final int to, final int count) {
    return Chars.run(text, start, Math.min(to, start + count + 1), Chars.DIGIT) == start + count;
  }

  /** The digits behind a decimal point, of an address or a version are no number of their own. */
  private static boolean isInsideOfANumber(final byte[] text, final int start, final int from) {
    return start - 2 >= from
        && (text[start - 1] == '.' || text[start - 1] == ',')
        && Chars.is(text[start - 2], Chars.DIGIT);
  }

  private int plainCard(
      final byte[] text, final int start, final int first, final int to, final int kinds) {
    if (!ValueKind.CARD.in(kinds) || first - start > Luhn.LONGEST) {
      return -1;
    }
    if (first + 1 < to && text[first] == '.' && Chars.is(text[first + 1], Chars.DIGIT)) {
      return -1;
    }
    for (int i = start; i < first; i++) {
      digits[i - start] = (byte) (text[i] - '0');
    }
    end = first;
    return Luhn.isCard(digits, first - start) ? ValueKind.CARD.ordinal() : -1;
  }

  /** Reads groups with one kind of separator between them. */
  private int grouped(
      final byte[] text, final int start, final int from, final int to, final int kinds) {
    final int firstEnd = Chars.run(text, start, Math.min(to, start + 25), Chars.DIGIT);
    if (firstEnd >= to) {
      return -1;
    }
    final byte separator = text[firstEnd];
    if (separator != ' ' && separator != '-' && separator != '.') {
      return -1;
    }
    readGroups(text, start, to, separator);
    if (groupCount < 3 || Chars.at(text, end, from, to, Chars.LETTER | Chars.NON_ASCII)) {
      return -1;
    }
    final boolean follows =
        start - 1 >= from
            && (text[start - 1] == separator && separator != ' ' || text[start - 1] == '_')
            && Chars.at(text, start - 2, from, to, Chars.ALNUM);
    if (follows) {
      return -1;
    }
    if (ValueKind.CARD.in(kinds) && isCard(text, start)) {
      return ValueKind.CARD.ordinal();
    }
    if (groupCount != 3 && !(groupCount == 4 && groups[0] == 1)) {
      return -1;
    }
    if (ValueKind.SSN.in(kinds) && separator != '.' && isSsn(text, start)) {
      return ValueKind.SSN.ordinal();
    }
    return ValueKind.PHONE.in(kinds) && separator != ' ' && isAmerican(text, start)
        ? ValueKind.PHONE.ordinal()
        : -1;
  }

  private void readGroups(final byte[] text, final int start, final int to, final byte separator) {
    groupCount = 0;
    int i = start;
    while (groupCount < groups.length) {
      final int groupEnd = Chars.run(text, i, Math.min(to, i + 8), Chars.DIGIT);
      if (groupEnd == i || groupEnd - i > 7) {
        break;
      }
      groups[groupCount++] = groupEnd - i;
      end = groupEnd;
      if (groupEnd + 1 >= to
          || text[groupEnd] != separator
          || !Chars.is(text[groupEnd + 1], Chars.DIGIT)) {
        break;
      }
      i = groupEnd + 1;
    }
  }

  private boolean isCard(final byte[] text, final int start) {
    final boolean four = groupCount >= 4 && groups[0] == 4 && groups[1] == 4 && groups[2] == 4;
    final boolean shape =
        four && groups[3] == 4 && (groupCount == 4 || groupCount == 5 && groups[4] <= 3)
            || groupCount == 3
                && groups[0] == 4
                && groups[1] == 6
                && groups[2] >= 4
                && groups[2] <= 5
            || groupCount == 4 && four && groups[3] <= 3;
    if (!shape) {
      return false;
    }
    int count = 0;
    for (int i = start; i < end && count < digits.length; i++) {
      if (Chars.is(text[i], Chars.DIGIT)) {
        digits[count++] = (byte) (text[i] - '0');
      }
    }
    return Luhn.isCard(digits, count);
  }

  private boolean isSsn(final byte[] text, final int start) {
    if (groupCount != 3 || groups[0] != 3 || groups[1] != 2 || groups[2] != 4) {
      return false;
    }
    final int area = number(text, start, 3);
    return area != 0
        && area != 666
        && area < 900
        && number(text, start + 4, 2) != 0
        && number(text, start + 7, 4) != 0;
  }

  private boolean isAmerican(final byte[] text, final int start) {
    final int skipped = groupCount == 4 ? 1 : 0;
    return groups[skipped] == 3
        && groups[skipped + 1] == 3
        && groups[skipped + 2] == 4
        && text[start + 2 * skipped] >= '1';
  }

  /** Numbers that only the words before them tell from others. */
  private int inContext(
      final byte[] text,
      final int start,
      final int first,
      final int from,
      final int to,
      final int kinds,
      final Matches found) {
    if (first - start == 9 && ValueKind.SSN.in(kinds) && hasBefore(text, start, from, SSN_WORDS)) {
      found.add(start, first, ValueKind.SSN.ordinal());
      return first;
    }
    if (!ValueKind.PHONE.in(kinds) || !hasBefore(text, start, from, PHONE_WORDS)) {
      return first;
    }
    int last = first;
    int count = first - start;
    for (int i = first; i < to && i - start < 24; i++) {
      if (Chars.is(text[i], Chars.DIGIT)) {
        count++;
        last = i + 1;
      } else if (text[i] != ' ' && text[i] != '-' && text[i] != '/' && text[i] != '.') {
        break;
      }
    }
    if (count < 7 || count > 15) {
      return first;
    }
    found.add(start, last, ValueKind.PHONE.ordinal());
    return last;
  }

  private static boolean hasBefore(
      final byte[] text, final int start, final int from, final String[] words) {
    final int earliest = Math.max(from, start - CONTEXT);
    for (int i = earliest; i < start; i++) {
      if (i > from && Chars.is(text[i - 1], Chars.LETTER)) {
        continue;
      }
      for (final String word : words) {
        if (Chars.wordAt(text, i, start, word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int number(final byte[] text, final int start, final int length) {
    int number = 0;
    for (int i = start; i < start + length; i++) {
      number = number * 10 + text[i] - '0';
    }
    return number;
  }
}
