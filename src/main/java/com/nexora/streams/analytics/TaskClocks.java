package com.nexora.streams.analytics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last tick of each task, where its processors see it without reading a store for every event.
 *
 * <p>Only says that a tick was seen: the truth is in the store, and is read when a task starts. So
 * it may be ahead of the store after a transaction was given up, and then costs a look for panes
 * that are not there yet.
 */
final class TaskClocks {

  private final Map<String, TaskClock> clocks = new ConcurrentHashMap<>();

  /** One task's; only its own thread uses it. */
  static final class TaskClock {

    private volatile long lastTick = Long.MIN_VALUE;

    long lastTick() {
      return lastTick;
    }

    void saw(final long tick) {
      if (tick > lastTick) {
        lastTick = tick;
      }
    }
  }

  TaskClock of(final String taskId) {
    return clocks.computeIfAbsent(taskId, id -> new TaskClock());
  }
}
