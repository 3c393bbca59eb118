package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Overwrites ids of data subjects with {@code *} in their place, so that nothing moves: for dead
 * letters, whose values must stay what they are. Reads the outward form of JSON only, so it works
 * on broken and cut values, too.
 */
final class SubjectMask {

  private static final int ANYWHERE_FROM = 4;
  private static final int LONGEST = 1_024;

  /** Texts within texts that are looked into. */
  private static final int MAX_TEXTS = 4;

  /** Most bytes that are compared, times ids. */
  private static final long MOST_WORK = 64L << 20;

  private record Id(String text, byte[] bytes) {}

  private final List<Id> ids = new ArrayList<>();
  private final Set<String> texts;
  private long work;

  SubjectMask(final Collection<String> ids) {
    for (final String id : ids) {
      this.ids.add(new Id(id, id.getBytes(StandardCharsets.UTF_8)));
    }
    texts = Set.copyOf(ids);
    this.ids.sort(Comparator.comparingInt((Id id) -> id.bytes().length).reversed());
  }

  /** Overwrites them in a range; whether there were any. */
  boolean mask(final byte[] bytes, final int from, final int to) {
    final int first = Chars.run(bytes, from, to, Chars.SPACE);
    if (first >= to || (bytes[first] != '{' && bytes[first] != '[' && bytes[first] != '"')) {
      return text(bytes, from, to);
    }
    boolean changed = false;
    int at = first;
    while (at < to) {
      final int start = at;
      if (bytes[at] == '"') {
        at = endOfText(bytes, at + 1, to);
        changed |= jsonText(bytes, start + 1, at);
        at++;
      } else if (isOfNumber(bytes[at])) {
        while (at < to && isOfNumber(bytes[at])) {
          at++;
        }
        changed |= number(bytes, start, at);
      } else {
        at++;
      }
    }
    return changed;
  }

  /**
   * Adds the values of fields in bytes of which nobody knows what they are: whatever looks like
   * {@code "field": "value"}, {@code "field": 7} or a list of such values, also within texts.
   */
  static void find(final byte[] bytes, final Set<String> fields, final Set<String> found) {
    byte[] text = bytes;
    findHere(text, fields, found);
    for (int level = 0; level < MAX_TEXTS && hasEscapes(text, 0, text.length); level++) {
      text = Escapes.undone(text, 0, text.length).getBytes(StandardCharsets.UTF_8);
      findHere(text, fields, found);
    }
  }

  private static void findHere(
      final byte[] bytes, final Set<String> fields, final Set<String> found) {
    // Behind each quote, not behind each text: one that opens nothing must not hide what follows.
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '"') {
        // No further than a name may be long, else the search of hostile bytes takes minutes.
        final int most = Math.min(bytes.length, at + LONGEST + 2);
        final int end = endOfText(bytes, at + 1, most);
        final int next =
            Chars.run(bytes, Math.min(end + 1, bytes.length), bytes.length, Chars.SPACE);
        if (next < bytes.length
            && bytes[next] == ':'
            && end - at <= LONGEST
            && fields.contains(Escapes.undone(bytes, at + 1, end))) {
          values(bytes, Chars.run(bytes, next + 1, bytes.length, Chars.SPACE), found);
        }
      }
    }
  }

  private static void values(final byte[] bytes, final int from, final Set<String> found) {
    int at = from;
    final boolean list = at < bytes.length && bytes[at] == '[';
    if (list) {
      at++;
    }
    do {
      at = Chars.run(bytes, at, bytes.length, Chars.SPACE);
      final int start = at;
      if (at < bytes.length && bytes[at] == '"') {
        at = endOfText(bytes, at + 1, bytes.length);
        add(Escapes.undone(bytes, start + 1, at), found);
        at++;
      } else {
        while (at < bytes.length && isOfNumber(bytes[at])) {
          at++;
        }
        add(new String(bytes, start, at - start, StandardCharsets.ISO_8859_1), found);
      }
      at = Chars.run(bytes, Math.min(at, bytes.length), bytes.length, Chars.SPACE);
    } while (list && at < bytes.length && bytes[at++] == ',');
  }

  private static void add(final String id, final Set<String> found) {
    if (!id.isEmpty() && id.length() <= LONGEST && !id.equals(Redactor.MARKER)) {
      found.add(id);
    }
  }

  private boolean jsonText(final byte[] bytes, final int from, final int to) {
    byte[] plain = bytes;
    int start = from;
    int end = to;
    for (int level = 0; level < MAX_TEXTS && hasEscapes(plain, start, end); level++) {
      plain = Escapes.undone(plain, start, end).getBytes(StandardCharsets.UTF_8);
      start = 0;
      end = plain.length;
      if (text(plain.clone(), start, end)) {
        Arrays.fill(bytes, from, to, (byte) '*');
        return true;
      }
    }
    return text(bytes, from, to);
  }

  private static boolean hasEscapes(final byte[] bytes, final int from, final int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  private boolean number(final byte[] bytes, final int from, final int to) {
    final String number = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    if (!texts.contains(number)) {
      return false;
    }
    if (to - from == 1) {
      bytes[from] = '0';
    } else {
      Arrays.fill(bytes, from, to, (byte) '*');
      bytes[from] = '"';
      bytes[to - 1] = '"';
    }
    return true;
  }

  private boolean text(final byte[] bytes, final int from, final int to) {
    work += (long) (to - from) * ids.size();
    if (work > MOST_WORK) {
      Arrays.fill(bytes, from, to, (byte) '*');
      return to > from;
    }
    boolean changed = false;
    for (final Id id : ids) {
      final byte[] wanted = id.bytes();
      for (int at = from; at + wanted.length <= to; at++) {
        if (bytes[at] == wanted[0]
            && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)
            && (id.text().length() >= ANYWHERE_FROM
                || (isEdge(bytes, at - 1, from, to)
                    && isEdge(bytes, at + wanted.length, from, to)))) {
          Arrays.fill(bytes, at, at + wanted.length, (byte) '*');
          changed |= !id.text().chars().allMatch(c -> c == '*');
        }
      }
    }
    return changed;
  }

  private static int endOfText(final byte[] bytes, final int from, final int to) {
    int at = from;
    while (at < to && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, to);
  }

  private static boolean isOfNumber(final byte c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }

  private static boolean isEdge(final byte[] bytes, final int index, final int from, final int to) {
    return index < from || index >= to || !Chars.is(bytes[index], Chars.ALNUM | Chars.NON_ASCII);
  }
}
