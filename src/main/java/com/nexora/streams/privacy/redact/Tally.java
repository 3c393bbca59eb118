package com.nexora.streams.privacy.redact;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** How many values each rule took out. Reused; belongs to one thread. */
public final class Tally {

  private final List<String> names;
  private final long[] counts;
  private boolean empty = true;

  Tally(final List<String> names) {
    this.names = names;
    this.counts = new long[names.size()];
  }

  void add(final int rule) {
    counts[rule]++;
    empty = false;
  }

  /** Whether nothing was taken out. */
  public boolean isEmpty() {
    return empty;
  }

  /** All of them together. */
  public long total() {
    long total = 0;
    for (final long count : counts) {
      total += count;
    }
    return total;
  }

  /** Hands over each count above zero with the rule's name, and starts anew. */
  public void drain(final BiConsumer<String, Long> to) {
    if (empty) {
      return;
    }
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        to.accept(names.get(i), counts[i]);
        counts[i] = 0;
      }
    }
    empty = true;
  }

  /** The counts above zero by rule. */
  public Map<String, Long> byRule() {
    final Map<String, Long> byRule = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        byRule.put(names.get(i), counts[i]);
      }
    }
    return byRule;
  }
}
