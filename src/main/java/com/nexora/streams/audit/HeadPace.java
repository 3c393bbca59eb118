package com.nexora.streams.audit;

/**
 * Shows the head of a log when it has grown, but not more often than allowed. After a start it
 * shows the head once, grown or not: whoever watches the log then sees what was restored.
 */
final class HeadPace {

  private final long shortestMs;
  private long shownAt = Long.MIN_VALUE;
  private long shown = -1;

  /**
   * @param shortestMs shortest time between two heads, in milliseconds
   */
  HeadPace(final long shortestMs) {
    this.shortestMs = shortestMs;
  }

  /** Whether enough time has passed; cheap, for every entry. */
  boolean mayShow(final long now) {
    return shownAt == Long.MIN_VALUE || now - shownAt >= shortestMs;
  }

  /** Whether a head of this size is to be shown now; if so it counts as shown. */
  boolean show(final long size, final long now) {
    if (size == shown || !mayShow(now)) {
      return false;
    }
    shown = size;
    shownAt = now;
    return true;
  }
}
