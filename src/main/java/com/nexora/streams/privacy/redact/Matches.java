package com.nexora.streams.privacy.redact;

import java.util.Arrays;

/** What was found in one text, in ascending order and without overlaps. Reused. */
final class Matches {

  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int[] rules = new int[16];
  private int size;

  /** Where the next token may start: what a search has read in vain is not read again. */
  int noTokenUntil;

  /** Where a URL's user ends: {@code user@host} there is no address. */
  int userAt;

  void clear() {
    size = 0;
    userAt = -1;
    noTokenUntil = 0;
  }

  int size() {
    return size;
  }

  int start(final int index) {
    return starts[index];
  }

  int end(final int index) {
    return ends[index];
  }

  /** Ordinal of the kind. */
  int rule(final int index) {
    return rules[index];
  }

  /** End of the last match, or a lower bound if there is none. */
  int lastEnd(final int from) {
    return size == 0 ? from : ends[size - 1];
  }

  /** Adds a match; what a former match covers already is left to it. */
  void add(final int start, final int end, final int rule) {
    final int free = size == 0 ? start : Math.max(start, ends[size - 1]);
    if (free >= end) {
      return;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
      rules = Arrays.copyOf(rules, size * 2);
    }
    starts[size] = free;
    ends[size] = end;
    rules[size] = rule;
    size++;
  }
}
