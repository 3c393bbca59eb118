package com.nexora.streams.privacy.redact;

/**
 * Tells of most texts that nothing can be found in them, at a fraction of the price of {@link
 * TextScan}: nearly all that is sent are words, ids, times, versions and paths.
 *
 * <p>A text is read in windows of 64 characters, each of which becomes a bit of four sets: digits,
 * letters and digits, separators, and marks such as {@code @} or {@code :}. Words, runs and groups
 * of digits are then a few operations on these sets, without a branch for every character. Windows
 * overlap, so that whatever is looked for lies within one of them.
 *
 * <p>It may suspect a harmless text, and never lets one pass in which the scan, not looking within
 * words, would find something. Immutable.
 */
final class FirstLook {

  private static final int WINDOW = 64;

  /** Windows overlap by 24 characters: more than any group of numbers that is looked for. */
  private static final int STEP = 40;

  /** Digits of the shortest international number. */
  private static final int INTERNATIONAL = 8;

  /** Digits of the shortest number that words before it make one, and characters it may take. */
  private static final int IN_CONTEXT = 7;

  private static final long CONTEXT_WINDOW = (1L << 24) - 1;

  /** Digits of numbers without gaps; 12 are too few for a card and too many for the others. */
  private static final int SHORTEST_BARE = 9;

  private static final int LONGEST_BARE = 24;

  /** A run of base64 that may be a key. */
  private static final int LONG_RUN = 40;

  private static final long ASCII = ~Words.HIGH;
  private static final long CASE = Words.all(' ');
  private static final long TILDE = Words.all('~');
  private static final long NOT_ZERO = Words.least(1);

  private final KeyPatterns secretKeys;

  /**
   * @param secretKeys as in {@link TextScan#scan}
   */
  FirstLook(final KeyPatterns secretKeys) {
    this.secretKeys = secretKeys;
  }

  /**
   * Whether something may be found in a text.
   *
   * @param text ASCII, or normalised to it by {@link PlainText}
   */
  boolean suspects(final byte[] text, final int from, final int to) {
    if (to - from >= LONG_RUN && hasLongRun(text, from, to)) {
      return true;
    }
    int start = from;
    while (to - start > WINDOW) {
      if (window(text, start, start + WINDOW, from, to)) {
        return true;
      }
      start += STEP;
    }
    return window(text, start, to, from, to);
  }

  private boolean window(
      final byte[] text, final int start, final int end, final int from, final int to) {
    long digits = 0;
    long alnum = 0;
    long separators = 0;
    long marks = 0;
    for (int i = start; i < end; i += Words.BYTES) {
      final long word =
          (end - i >= Words.BYTES ? Words.at(text, i) : Words.of(text, i, end)) & ASCII;
      final long zero = word + Words.least('0');
      final long behindNine = word + Words.least('9' + 1);
      final long digit = zero & ~behindNine;
      final long small = word | CASE;
      final long letter = small + Words.least('a') & ~(small + Words.least('z' + 1));
      final long separator =
          word + Words.least('-') & ~zero | word + Words.least(' ') & ~(word + Words.least('!'));
      final long mark =
          behindNine & ~(word + Words.least('A'))
              | word + Words.least('(') & ~(word + Words.least(','))
              | ~((word ^ TILDE) + NOT_ZERO);
      final int shift = i - start;
      digits |= Words.bits(digit) << shift;
      alnum |= Words.bits(digit | letter) << shift;
      separators |= Words.bits(separator) << shift;
      marks |= Words.bits(mark) << shift;
    }
    final boolean within = start > from && Chars.is(text[start - 1], Chars.ALNUM);
    final long words = alnum & ~(alnum << 1 | (within ? 1 : 0));
    return marks != 0 && marked(text, start, from, to, marks, digits)
        || digits != 0
            && (isGrouped(digits, separators)
                || isNumber(text, start, digits, separators, alnum, words)
                || isAccount(text, start, to, digits, alnum, words))
        || prefix(text, start, to, words)
        || dashes(text, start, separators);
  }

  /** Whether one of the marks stands where it tells of something. */
  private boolean marked(
      final byte[] text,
      final int start,
      final int from,
      final int to,
      final long marks,
      final long digits) {
    long rest = marks;
    while (rest != 0) {
      final int at = start + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      switch (text[at]) {
        case '@', '~':
          return true;
        case ':', '=', '>':
          if (secretKeys.mayEndAt(text, from, at)) {
            return true;
          }
          break;
        case '+', '(':
          final boolean few = to - from <= WINDOW && Long.bitCount(digits) < INTERNATIONAL;
          if (!few && Chars.at(text, at + 1, from, to, Chars.DIGIT)) {
            return true;
          }
          break;
        default:
      }
    }
    return false;
  }

  /** Whether digits stand in groups as those of cards, persons and phones do. */
  private static boolean isGrouped(final long one, final long gap) {
    final long two = one & one >>> 1;
    final long three = two & one >>> 2;
    final long four = two & two >>> 2;
    final long card = four & gap >>> 4 & four >>> 5;
    final long fours = card & gap >>> 9 & four >>> 10;
    final long fourSix = card & two >>> 9 & gap >>> 11 & four >>> 12;
    final long phone = three & gap >>> 3 & three >>> 4 & gap >>> 7 & four >>> 8;
    final long ssn = three & gap >>> 3 & two >>> 4 & gap >>> 6 & four >>> 7;
    return (fours | fourSix | phone | ssn) != 0;
  }

  /** Whether a word of digits has as many as cards have, or as numbers that other words tell. */
  private static boolean isNumber(
      final byte[] text,
      final int start,
      final long digits,
      final long separators,
      final long alnum,
      final long words) {
    long rest = words & digits;
    while (rest != 0) {
      final int at = Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      final int length = Long.numberOfTrailingZeros(~(digits >>> at));
      if (length > LONGEST_BARE || (alnum >>> at >>> length & 1) != 0) {
        continue;
      }
      if (length >= SHORTEST_BARE && length != Luhn.SHORTEST - 1) {
        return true;
      }
      if (text[start + at] == '0') {
        final long number = (digits | separators) >>> at;
        final long itself = (number ^ number + 1) & CONTEXT_WINDOW;
        if (Long.bitCount(digits >>> at & itself) >= IN_CONTEXT) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAccount(
      final byte[] text,
      final int start,
      final int to,
      final long digits,
      final long alnum,
      final long words) {
    final long letters = alnum & ~digits;
    long rest = words & letters & letters >>> 1 & digits >>> 2 & digits >>> 3;
    while (rest != 0) {
      final int at = start + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      if (Iban.end(text, at, to) > 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean prefix(
      final byte[] text, final int start, final int to, final long words) {
    long rest = words;
    while (rest != 0) {
      final int at = start + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      if (Prefixes.mayStart(text, at, to) && Prefixes.starts(text, at, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean dashes(final byte[] text, final int start, final long separators) {
    long rest = separators & separators >>> 1;
    while (rest != 0) {
      final int at = start + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      if (text[at] == '-' && text[at + 1] == '-') {
        return true;
      }
    }
    return false;
  }

  /** Every run that is long enough covers one of the characters that are looked at first. */
  private static boolean hasLongRun(final byte[] text, final int from, final int to) {
    for (int at = from + LONG_RUN - 1; at < to; at += LONG_RUN) {
      if (Chars.is(text[at], Chars.ALNUM | Chars.BASE64)) {
        final int start = Chars.runBack(text, at, from, Chars.ALNUM | Chars.BASE64, LONG_RUN);
        final int end =
            Chars.run(text, at, Math.min(to, start + LONG_RUN), Chars.ALNUM | Chars.BASE64);
        if (end - start >= LONG_RUN) {
          return true;
        }
      }
    }
    return false;
  }
}
