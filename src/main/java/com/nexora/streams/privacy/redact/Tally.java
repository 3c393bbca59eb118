package com.nexora.streams.privacy.redact;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * How many values each rule took out, and which data subjects were met on the way. Reused; belongs
 * to one thread.
 */
public final class Tally {

  /** By which ids of data subjects are counted. */
  private static final String SUBJECT = "subject";

  private final List<String> names;
  private final long[] counts;
  private final Set<String> subjects = new TreeSet<>();
  private long subjectsMet;
  private boolean empty = true;

  Tally(final List<String> names) {
    this.names = names;
    this.counts = new long[names.size()];
  }

  void add(final int rule) {
    counts[rule]++;
    empty = false;
  }

  /** Notes ids of data subjects that a text held, and for which names were put. */
  void meet(final Set<String> ids) {
    for (final String id : ids) {
      if (subjects.add(id)) {
        subjectsMet++;
        empty = false;
      }
    }
  }

  /** The ids that were met since the last call. They are in clear: never log or show them. */
  public Set<String> takeSubjects() {
    if (subjects.isEmpty()) {
      return Set.of();
    }
    final Set<String> met = Set.copyOf(subjects);
    subjects.clear();
    return met;
  }

  /** Whether nothing was taken out. */
  public boolean isEmpty() {
    return empty;
  }

  /** All of them together. */
  public long total() {
    long total = subjectsMet;
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
    if (subjectsMet > 0) {
      to.accept(SUBJECT, subjectsMet);
      subjectsMet = 0;
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
    if (subjectsMet > 0) {
      byRule.put(SUBJECT, subjectsMet);
    }
    return byRule;
  }
}
