package com.nexora.streams.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which leaf indexes were found, as runs of consecutive ones in the order of the topic: an intact
 * log is one run, every damage adds a few.
 */
final class LeafRuns {

  private final List<Run> inTopicOrder = new ArrayList<>();
  private final TreeMap<Long, Run> byLeaf = new TreeMap<>();
  private @Nullable Run current;

  /** Leaf indexes that follow each other in the topic. */
  static final class Run {
    final long first;
    final long offset;
    long last;

    private Run(final long leaf, final long offset) {
      this.first = leaf;
      this.last = leaf;
      this.offset = offset;
    }

    long length() {
      return last - first + 1;
    }
  }

  boolean isEmpty() {
    return byLeaf.isEmpty();
  }

  /** Begins with so many leaves that were found before. */
  void resume(final long size) {
    add(0, -1);
    inTopicOrder.get(0).last = size - 1;
  }

  /** The leaf index after the last one found, 0 at the start. */
  long expected() {
    return current == null ? 0 : current.last + 1;
  }

  /** Whether a leaf goes on with the only run there is, as every leaf of an intact log does. */
  boolean isNext(final long leaf) {
    return current != null && leaf == current.last + 1 && byLeaf.size() == 1;
  }

  boolean has(final long leaf) {
    if (isNext(leaf)) {
      return false;
    }
    final Map.Entry<Long, Run> below = byLeaf.floorEntry(leaf);
    return below != null && leaf <= below.getValue().last;
  }

  /** Adds a leaf that is not there yet. */
  void add(final long leaf, final long offset) {
    if (current != null && leaf == current.last + 1) {
      current.last = leaf;
      return;
    }
    current = new Run(leaf, offset);
    inTopicOrder.add(current);
    byLeaf.put(leaf, current);
  }

  /** Number of leaves of an inclusive range that were found. */
  long countWithin(final long first, final long last) {
    long count = 0;
    final Long from = byLeaf.floorKey(first);
    for (final Run run : byLeaf.tailMap(from == null ? first : from).values()) {
      if (run.first > last) {
        break;
      }
      count += Math.max(0, Math.min(run.last, last) - Math.max(run.first, first) + 1);
    }
    return count;
  }

  /** Takes a run out, as if it had not been found. */
  void remove(final Run run) {
    byLeaf.remove(run.first);
  }

  /** Puts a run back that was taken out. */
  void restore(final Run run) {
    byLeaf.put(run.first, run);
  }

  long lowest() {
    return byLeaf.firstKey();
  }

  long highest() {
    return byLeaf.lastEntry().getValue().last;
  }

  /**
   * The runs that stand out of order: as few entries as possible, so that without them the rest is
   * in order (the complement of the heaviest increasing subsequence). By leaf index.
   */
  List<Run> outOfOrder() {
    if (inTopicOrder.size() < 2) {
      return List.of();
    }
    final TreeMap<Long, Step> best = new TreeMap<>();
    for (final Run run : inTopicOrder) {
      final Map.Entry<Long, Step> before = best.lowerEntry(run.first);
      final Step step =
          before == null
              ? new Step(run, null, run.length())
              : new Step(run, before.getValue(), before.getValue().weight + run.length());
      // Later entries that weigh no more can never be part of a better sequence.
      Map.Entry<Long, Step> after = best.ceilingEntry(run.first);
      while (after != null && after.getValue().weight <= step.weight) {
        best.remove(after.getKey());
        after = best.ceilingEntry(run.first);
      }
      best.put(run.first, step);
    }
    final Set<Run> kept = new HashSet<>();
    for (Step step = best.lastEntry().getValue(); step != null; step = step.before) {
      kept.add(step.run);
    }
    return inTopicOrder.stream()
        .filter(run -> !kept.contains(run))
        .sorted(Comparator.comparingLong(run -> run.first))
        .toList();
  }

  /** Inclusive ranges between two leaf indexes that were not found. */
  List<long[]> gaps(final long first, final long last) {
    final List<long[]> gaps = new ArrayList<>();
    long next = first;
    for (final Run run : byLeaf.values()) {
      if (run.last < next) {
        continue;
      }
      if (run.first > last) {
        break;
      }
      if (run.first > next) {
        gaps.add(new long[] {next, run.first - 1});
      }
      next = run.last + 1;
    }
    if (next <= last) {
      gaps.add(new long[] {next, last});
    }
    return gaps;
  }

  private record Step(Run run, @Nullable Step before, long weight) {}
}
