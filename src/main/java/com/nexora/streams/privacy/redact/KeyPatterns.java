package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the rule for a key.
 *
 * <p>A key is compared in two forms: words in lower case joined by {@code _} ({@code X-Api-Key},
 * {@code xApiKey} and {@code x.api.key} are {@code x_api_key}), and the same without {@code _}, so
 * that {@code accesstoken} and {@code e-mail} are found, too. Digits at the end do not count.
 * Immutable; a {@link Form} belongs to one thread.
 */
final class KeyPatterns {

  /** No rule. */
  static final int NONE = -1;

  /** Of a longer key only the end is looked at. */
  private static final int LONGEST = 128;

  /** Letters at the end of a name by which nearly every name is told from those of rules. */
  private static final int TAIL = 3;

  /** Of each of them; the same of capitals and small letters. */
  private static final int BITS = 5;

  /** More than a name in a text and what may stand behind it. */
  private static final int LOOK_BACK = 80;

  private final byte[][] names;
  private final int[] rules;
  private final int mask;
  private final List<Ending> endings = new ArrayList<>();
  private final long[] tails = new long[1 << BITS * TAIL - 6];

  private record Ending(byte[] text, boolean byWord, boolean start, int rule) {}

  /** A pattern and the rule behind it. */
  record Entry(String pattern, int rule) {}

  /** Room for the two forms of a key. */
  static final class Form {
    private final byte[] words = new byte[2 * LONGEST];
    private final byte[] letters = new byte[LONGEST];
    private int wordsLength;
    private int lettersLength;

    /** Whether the last key's letters were these. */
    boolean is(final String name) {
      return lettersLength == name.length() && endsWith(name);
    }

    /** Whether the last key's letters ended like this. */
    boolean endsWith(final String ending) {
      final int start = lettersLength - ending.length();
      if (start < 0) {
        return false;
      }
      for (int i = 0; i < ending.length(); i++) {
        if (letters[start + i] != ending.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * @param entries names, or endings after a {@code *}, or beginnings before one; the first rule
   *     for a name counts
   * @param exceptions names and endings that no rule is for
   */
  KeyPatterns(final List<Entry> entries, final List<String> exceptions) {
    int capacity = 64;
    while (capacity < 4 * (entries.size() + exceptions.size())) {
      capacity *= 2;
    }
    names = new byte[capacity][];
    rules = new int[capacity];
    mask = capacity - 1;
    final List<Entry> all = new ArrayList<>();
    exceptions.forEach(pattern -> all.add(new Entry(pattern, NONE)));
    all.addAll(entries);
    all.forEach(this::add);
    all.stream().filter(entry -> entry.rule() != NONE).forEach(this::addTail);
  }

  private void addTail(final Entry entry) {
    final String letters = entry.pattern().replaceAll("[_*]|[_*0-9]+$", "");
    final boolean isBeginning = entry.pattern().endsWith("*");
    final int known = isBeginning ? 0 : Math.min(TAIL, letters.length());
    int tail = 0;
    for (int i = 0; i < known; i++) {
      tail |= (letters.charAt(letters.length() - 1 - i) & 31) << BITS * i;
    }
    // Where a name ends sooner, anything may stand before it.
    for (int any = 0; any < 1 << BITS * (TAIL - known); any++) {
      final int index = tail | any << BITS * known;
      tails[index >>> 6] |= 1L << index;
    }
  }

  /**
   * Whether there may be a rule for a name in a text, by its last letters.
   *
   * @param end the name's; behind it there may be blanks and quotes
   */
  boolean mayEndAt(final byte[] text, final int from, final int end) {
    final int lowest = Math.max(from, end - LOOK_BACK);
    int i = end;
    while (i > lowest && isBehindLetters(text[i - 1])) {
      i--;
    }
    int tail = 0;
    int shift = 0;
    while (i > lowest && shift < BITS * TAIL) {
      i--;
      final byte c = text[i];
      if (Chars.is(c, Chars.ALNUM)) {
        tail |= (c & 31) << shift;
        shift += BITS;
      } else if (!Chars.is(c, Chars.DASH | Chars.DOT)) {
        break;
      }
    }
    return (tails[tail >>> 6] >>> tail & 1) != 0;
  }

  private static boolean isBehindLetters(final byte c) {
    return Chars.is(c, Chars.DIGIT | Chars.DASH | Chars.DOT)
        || c == ' '
        || c == '"'
        || c == '\''
        || c == '\\'
        || c == '`';
  }

  private void add(final Entry entry) {
    final String pattern = entry.pattern();
    if (pattern.startsWith("*")) {
      final byte[] text = pattern.substring(1).getBytes(StandardCharsets.US_ASCII);
      endings.add(new Ending(text, text[0] == '_', false, entry.rule()));
      return;
    }
    if (pattern.endsWith("*")) {
      final byte[] text =
          pattern.substring(0, pattern.length() - 1).getBytes(StandardCharsets.US_ASCII);
      endings.add(new Ending(text, true, true, entry.rule()));
      return;
    }
    final byte[] name = pattern.replace("_", "").getBytes(StandardCharsets.US_ASCII);
    int slot = hash(name, name.length) & mask;
    while (names[slot] != null) {
      if (equal(names[slot], name, name.length)) {
        return;
      }
      slot = slot + 1 & mask;
    }
    names[slot] = name;
    rules[slot] = entry.rule();
  }

  /** The rule for a key of ASCII letters, {@link #NONE} if there is none. */
  int find(final byte[] key, final int from, final int to, final Form form) {
    normalise(key, from, to, form);
    int rule = lookUp(form);
    if (rule == Integer.MIN_VALUE) {
      rule = NONE;
      final int bare = withoutDigits(form);
      if (bare > 0) {
        rule = Math.max(NONE, lookUp(form));
      }
    }
    return rule;
  }

  /** The rule, {@link #NONE} for an exception, the smallest number if nothing is known. */
  private int lookUp(final Form form) {
    int slot = hash(form.letters, form.lettersLength) & mask;
    while (names[slot] != null) {
      if (equal(names[slot], form.letters, form.lettersLength)) {
        return rules[slot];
      }
      slot = slot + 1 & mask;
    }
    for (int i = 0; i < endings.size(); i++) {
      final Ending ending = endings.get(i);
      final boolean fits =
          ending.start
              ? startsWith(form.words, form.wordsLength, ending.text)
              : ending.byWord
                  ? endsWith(form.words, form.wordsLength, ending.text)
                  : endsWith(form.letters, form.lettersLength, ending.text);
      if (fits) {
        return ending.rule;
      }
    }
    return Integer.MIN_VALUE;
  }

  private static int withoutDigits(final Form form) {
    int cut = 0;
    while (form.lettersLength > 0 && Chars.is(form.letters[form.lettersLength - 1], Chars.DIGIT)) {
      form.lettersLength--;
      form.wordsLength--;
      while (form.wordsLength > 0 && form.words[form.wordsLength - 1] == '_') {
        form.wordsLength--;
      }
      cut++;
    }
    return form.lettersLength == 0 ? 0 : cut;
  }

  private static void normalise(final byte[] key, final int from, final int to, final Form form) {
    int words = 0;
    int letters = 0;
    boolean gap = false;
    byte previous = '_';
    final int start = Math.max(from, to - LONGEST);
    for (int i = start; i < to; i++) {
      final byte c = key[i];
      if (!Chars.is(c, Chars.ALNUM | Chars.NON_ASCII)) {
        gap = true;
        previous = '_';
        continue;
      }
      final boolean upper = Chars.is(c, Chars.UPPER);
      if (upper
          && (Chars.is(previous, Chars.LOWER | Chars.DIGIT)
              || (Chars.is(previous, Chars.UPPER)
                  && Chars.at(key, i + 1, from, to, Chars.LOWER)))) {
        gap = true;
      }
      if (gap && letters > 0) {
        form.words[words++] = '_';
      }
      gap = false;
      final byte lower = Chars.lower(c);
      form.words[words++] = lower;
      form.letters[letters++] = lower;
      previous = c;
    }
    form.wordsLength = words;
    form.lettersLength = letters;
  }

  private static boolean startsWith(final byte[] text, final int length, final byte[] start) {
    return length >= start.length && Arrays.equals(text, 0, start.length, start, 0, start.length);
  }

  private static boolean endsWith(final byte[] text, final int length, final byte[] ending) {
    final int start = length - ending.length;
    // An ending by word needs a word before it: "_key" is no ending of "key".
    if (start < (ending[0] == '_' ? 1 : 0)) {
      return false;
    }
    for (int i = ending.length - 1; i >= 0; i--) {
      if (text[start + i] != ending[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(final byte[] name, final byte[] text, final int length) {
    if (name.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name[i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static int hash(final byte[] text, final int length) {
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + text[i];
    }
    return hash ^ hash >>> 15;
  }
}
