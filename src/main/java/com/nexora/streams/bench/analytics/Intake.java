package com.nexora.streams.bench.analytics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tap of a slow variant: once closed, it lets nothing more in, so that what was let in is the
 * beginning of every partition, and its results can be checked.
 */
final class Intake {

  private final boolean closable;
  private final Map<Integer, Long> firstRefused = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Intake(final boolean closable) {
    this.closable = closable;
  }

  /** One whose variant asks {@link #admits}. */
  static Intake closable() {
    return new Intake(true);
  }

  /** One that always lets all in. */
  static Intake open() {
    return new Intake(false);
  }

  /** Whether this event is still taken in. Events of a partition come in order, in one thread. */
  boolean admits(final int partition, final long offset) {
    if (!closed) {
      return true;
    }
    firstRefused.putIfAbsent(partition, offset);
    return false;
  }

  void stop() {
    closed = closable;
  }

  /**
   * How many events of each partition were taken, once all were offered.
   *
   * @param ends how many there are
   */
  Map<Integer, Long> taken(final Map<Integer, Long> ends) {
    final Map<Integer, Long> taken = new TreeMap<>(ends);
    taken.replaceAll((partition, end) -> firstRefused.getOrDefault(partition, end));
    return taken;
  }
}
