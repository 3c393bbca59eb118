package com.nexora.streams.analytics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The working copy of a pane: many are merged into it to make a window. Not thread-safe. */
final class PaneSum {

  private final TreeMap<byte[], HistogramSum> metrics = new TreeMap<>(Arrays::compareUnsigned);
  private final List<Pane.Section> sections = new ArrayList<>();
  private long lastArrival = Long.MIN_VALUE;
  private long events;
  private long successes;
  private long failures;

  /**
   * Adds all events of a pane.
   *
   * @throws CorruptStateException if the bytes are not a pane
   */
  PaneSum merge(final byte[] pane) {
    sections.clear();
    Pane.readSections(pane, sections);
    lastArrival = Math.max(lastArrival, Pane.lastArrival(pane));
    events += Pane.events(pane);
    successes += Pane.successes(pane);
    failures += Pane.failures(pane);
    for (final Pane.Section section : sections) {
      metrics
          .computeIfAbsent(section.name(), name -> new HistogramSum())
          .merge(section.in(), section.at(), section.length());
    }
    return this;
  }

  /** The pane of everything merged so far. */
  byte[] toBytes() {
    final List<Pane.Section> all = new ArrayList<>(metrics.size());
    metrics.forEach((name, sum) -> all.add(Pane.Section.whole(name, sum.toBytes())));
    return Pane.of(lastArrival, events, successes, failures, all);
  }

  /** When the last event arrived, epoch milliseconds; {@link Long#MIN_VALUE} if there is none. */
  long lastArrival() {
    return lastArrival;
  }

  long events() {
    return events;
  }

  long successes() {
    return successes;
  }

  long failures() {
    return failures;
  }

  /** The metrics by name. */
  SortedMap<String, HistogramSum> metrics() {
    final SortedMap<String, HistogramSum> named = new TreeMap<>();
    metrics.forEach((name, sum) -> named.put(new String(name, StandardCharsets.UTF_8), sum));
    return named;
  }
}
