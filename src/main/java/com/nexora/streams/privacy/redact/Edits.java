package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is put in the place of what, in ascending order. Reused; belongs to one thread. */
final class Edits {

  private static final byte[] MARKER = "[REDACTED]".getBytes(StandardCharsets.US_ASCII);

  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private boolean[] whole = new boolean[16];
  private byte[] @Nullable [] replacements = new byte[16][];
  private int[] rules = new int[16];
  private int[] inner = new int[8];
  private int innerSize;
  private int size;

  void clear() {
    Arrays.fill(replacements, 0, size, null);
    size = 0;
    innerSize = 0;
  }

  int size() {
    return size;
  }

  /** Counts them, and those within texts that are JSON themselves. */
  void count(final Tally tally) {
    for (int i = 0; i < size; i++) {
      if (rules[i] >= 0) {
        tally.add(rules[i]);
      }
    }
    for (int i = 0; i < innerSize; i++) {
      tally.add(inner[i]);
    }
  }

  /** Replaces a range by the outcome of edits within it. */
  void addNested(final int start, final int end, final byte[] replacement, final Edits nested) {
    add(start, end, false, replacement, -1);
    for (int i = 0; i < nested.size; i++) {
      if (nested.rules[i] >= 0) {
        addInner(nested.rules[i]);
      }
    }
    for (int i = 0; i < nested.innerSize; i++) {
      addInner(nested.inner[i]);
    }
  }

  private void addInner(final int rule) {
    if (innerSize == inner.length) {
      inner = Arrays.copyOf(inner, innerSize * 2);
    }
    inner[innerSize++] = rule;
  }

  /**
   * @param isWhole whether the range is a JSON value, not a part of a text
   * @param replacement as it is written; null for the marker
   * @param rule its number
   */
  void add(
      final int start,
      final int end,
      final boolean isWhole,
      final byte @Nullable [] replacement,
      final int rule) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
      whole = Arrays.copyOf(whole, size * 2);
      rules = Arrays.copyOf(rules, size * 2);
      replacements = Arrays.copyOf(replacements, size * 2);
    }
    starts[size] = start;
    ends[size] = end;
    whole[size] = isWhole;
    replacements[size] = replacement;
    rules[size] = rule;
    size++;
  }

  /** The source with every replacement made. */
  String applied(final byte[] source, final int from, final int to) {
    int length = to - from;
    for (int i = 0; i < size; i++) {
      length += replaced(i) - (ends[i] - starts[i]);
    }
    final byte[] out = new byte[length];
    int in = from;
    int at = 0;
    for (int i = 0; i < size; i++) {
      System.arraycopy(source, in, out, at, starts[i] - in);
      at += starts[i] - in;
      final byte[] own = replacements[i];
      final boolean quoted = whole[i] && own == null;
      final byte[] bytes = own == null ? MARKER : own;
      if (quoted) {
        out[at++] = '"';
      }
      System.arraycopy(bytes, 0, out, at, bytes.length);
      at += bytes.length;
      if (quoted) {
        out[at++] = '"';
      }
      in = ends[i];
    }
    System.arraycopy(source, in, out, at, to - in);
    return new String(out, StandardCharsets.UTF_8);
  }

  private int replaced(final int index) {
    final byte[] own = replacements[index];
    return own == null ? MARKER.length + (whole[index] ? 2 : 0) : own.length;
  }

  /** Overwrites every range in its place, so that nothing moves; JSON stays JSON. */
  void mask(final byte[] bytes) {
    for (int i = 0; i < size; i++) {
      final int start = starts[i];
      final int end = ends[i];
      if (!whole[i]) {
        Arrays.fill(bytes, start, end, (byte) '*');
      } else if (end - start == 1) {
        bytes[start] = '0';
      } else {
        Arrays.fill(bytes, start, end, (byte) '*');
        bytes[start] = '"';
        bytes[end - 1] = '"';
      }
    }
  }
}
