package com.nexora.streams.bench;

import java.util.List;
import java.util.Map;

/**
 * What a worker tells at a turning point.
 *
 * @param mark {@link #START}, {@link #WARM}, {@link #DONE} or {@link #WINDOWS}
 * @param events through so far
 * @param cpuNanos CPU time of the worker's process so far
 * @param wallNanos of a clock of the worker
 * @param threads CPU time so far by kind of thread, nanoseconds; empty where the system does not
 *     tell
 * @param taken how many events of each partition were taken in
 * @param windows what was counted
 */
record Mark(
    String mark,
    long events,
    long cpuNanos,
    long wallNanos,
    Map<String, Long> threads,
    Map<Integer, Long> taken,
    List<WindowRow> windows) {

  static final String START = "start";
  static final String WARM = "warm";
  static final String DONE = "done";
  static final String WINDOWS = "windows";

  /** Now. */
  static Mark now(final String mark, final long events) {
    return new Mark(
        mark,
        events,
        CpuTime.ofThisProcess(),
        System.nanoTime(),
        CpuTime.byThreadKind(),
        Map.of(),
        List.of());
  }

  /** The end. */
  static Mark windows(final Map<Integer, Long> taken, final List<WindowRow> windows) {
    return new Mark(
        WINDOWS,
        taken.values().stream().mapToLong(Long::longValue).sum(),
        CpuTime.ofThisProcess(),
        System.nanoTime(),
        Map.of(),
        taken,
        windows);
  }
}
