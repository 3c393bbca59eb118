package com.nexora.streams.embedded;

import com.nexora.streams.imports.Importable;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongFunction;

/** What is still going to happen, in order of its time and then of its planning. */
final class Timeline {

  private final PriorityQueue<Planned> planned = new PriorityQueue<>();
  private long plans;

  /**
   * One thing to come.
   *
   * @param at when, epoch milliseconds
   * @param order tells plans of the same time apart
   * @param event makes the event, given its time
   */
  private record Planned(long at, long order, LongFunction<Importable> event)
      implements Comparable<Planned> {

    @Override
    public int compareTo(final Planned other) {
      final int byTime = Long.compare(at, other.at);
      return byTime == 0 ? Long.compare(order, other.order) : byTime;
    }
  }

  void plan(final long at, final LongFunction<Importable> event) {
    planned.add(new Planned(at, plans++, event));
  }

  /** The next event that is due, if one is. */
  Optional<Importable> due(final long now) {
    final Planned next = planned.peek();
    if (next == null || next.at() > now) {
      return Optional.empty();
    }
    planned.remove();
    return Optional.of(next.event().apply(next.at()));
  }
}
