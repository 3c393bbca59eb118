package com.nexora.streams.audit;

import com.nexora.streams.audit.PublishedLog.Head;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a reader knows of the heads of a partition, and for how long that will do. Changed under the
 * reader's lock, read without.
 */
final class KnownHeads {

  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(50).toNanos();

  final int partition;
  final Map<TrailLog, ShownHeads> heads = new ConcurrentHashMap<>();

  /** Offsets between which all was read; negative if nothing was. */
  long begin = -1;

  long end = -1;

  /** Whether somebody is looking again already. */
  final AtomicBoolean looking = new AtomicBoolean();

  /** When each log was looked for last. */
  private final Map<TrailLog, Long> looked = new ConcurrentHashMap<>();

  KnownHeads(final int partition) {
    this.partition = partition;
  }

  ShownHeads of(final TrailLog log) {
    return heads.getOrDefault(log, ShownHeads.NONE);
  }

  /** Whether what is known may answer a little longer. */
  boolean serves(final TrailLog log, final long wanted) {
    final Long at = looked.get(log);
    final Head head = of(log).newest();
    return at != null
        && System.nanoTime() - at < 2 * FRESH_NANOS
        && head != null
        && head.size() >= wanted;
  }

  boolean isOld(final TrailLog log, final long wanted) {
    final Long at = looked.get(log);
    if (at == null) {
      return true;
    }
    final long age = System.nanoTime() - at;
    final Head head = of(log).newest();
    return age > FRESH_NANOS || (age > LOOK_AGAIN_NANOS && (head == null || head.size() < wanted));
  }

  void reset(final long from) {
    heads.clear();
    looked.clear();
    begin = from;
    end = from;
  }

  void lookedFor(final TrailLog log) {
    looked.put(log, System.nanoTime());
  }
}
