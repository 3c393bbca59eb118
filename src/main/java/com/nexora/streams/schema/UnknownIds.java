package com.nexora.streams.schema;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Schema ids that the registry did not know a moment ago.
 *
 * <p>A flood of poison records must not become a flood of requests. The same id is asked again only
 * after a while, since it may be registered meanwhile. Different ids, as random bytes bring them,
 * cannot be remembered ahead: after {@link #PER_SECOND} misses within a second, the next question
 * waits for the second to end. Good records ask once per schema and hardly ever meet that.
 */
final class UnknownIds {

  /** Questions in a row that may miss within one second. */
  static final int PER_SECOND = 100;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long ttlNanos;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<Integer, Long> missedAt = new ConcurrentHashMap<>();
  private long secondStart;
  private int misses;

  UnknownIds(final Duration ttl, final LongSupplier nanoTime) {
    this.ttlNanos = ttl.toNanos();
    this.nanoTime = nanoTime;
    this.secondStart = nanoTime.getAsLong();
  }

  /** Whether the registry said so recently enough to believe it. */
  boolean contains(final int id) {
    final Long at = missedAt.get(id);
    return at != null && nanoTime.getAsLong() - at < ttlNanos;
  }

  /** Remembers that the registry did not know the id. */
  synchronized void add(final int id) {
    final long now = nanoTime.getAsLong();
    if (now - secondStart >= SECOND) {
      secondStart = now;
      misses = 0;
      missedAt.values().removeIf(at -> now - at >= ttlNanos);
    }
    misses++;
    missedAt.put(id, now);
  }

  /** How long the next question has to wait, in nanoseconds; 0 while misses are few. */
  synchronized long delayNanos() {
    final long passed = nanoTime.getAsLong() - secondStart;
    return misses < PER_SECOND || passed >= SECOND ? 0 : SECOND - passed;
  }
}
