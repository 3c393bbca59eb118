package com.nexora.streams.catalogue;

/**
 * Asks for a commit as soon as there is something that somebody waits for, but not more often than
 * allowed: under exactly-once nobody sees a record before its commit, and a commit has a price.
 * Only paces, decides nothing, so it may use the wall clock.
 */
public final class CommitPace {

  private final long shortestMs;
  private final Runnable commit;
  private long lastAsked;
  private boolean waiting;

  /**
   * @param shortestMs shortest time between two requests, in milliseconds
   * @param commit requests a commit
   */
  public CommitPace(final long shortestMs, final Runnable commit) {
    this.shortestMs = shortestMs;
    this.commit = commit;
  }

  /** There is something to show: asks now, or at a later {@link #tick}. */
  public void ask(final long now) {
    waiting = true;
    tick(now);
  }

  /** Asks if something waits and enough time has passed. */
  public void tick(final long now) {
    if (waiting && now - lastAsked >= shortestMs) {
      waiting = false;
      lastAsked = now;
      commit.run();
    }
  }
}
