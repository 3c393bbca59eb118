package com.nexora.streams.bench.product;

import com.nexora.streams.imports.KafkaFeed;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Agents that report all the time at a steady rate, in a thread of its own. */
final class LiveLoad implements AutoCloseable {

  private final KafkaFeed feed;
  private final AgentFeed agents;
  private final int number;
  private final double perSecond;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopped;

  private LiveLoad(final KafkaFeed feed, final int number, final double perSecond) {
    this.feed = feed;
    this.number = number;
    this.perSecond = perSecond;
    agents = new AgentFeed(feed, "live-");
    thread = new Thread(this::run, "bench-live-load");
  }

  /**
   * Starts.
   *
   * @param feed is closed with this
   * @param number of agents, which report in turn
   */
  static LiveLoad start(final KafkaFeed feed, final int number, final double perSecond) {
    final LiveLoad load = new LiveLoad(feed, number, perSecond);
    load.thread.start();
    return load;
  }

  private void run() {
    final long begin = System.nanoTime();
    try {
      while (!stopped) {
        final double due = (System.nanoTime() - begin) / 1e9 * perSecond;
        while (agents.sent() < due && !stopped) {
          agents.send((int) (agents.sent() % number), System.currentTimeMillis());
        }
        LockSupport.parkNanos(1_000_000);
      }
    } catch (final RuntimeException e) {
      failure.set(e);
    }
  }

  /** Events sent so far. */
  long sent() {
    return agents.sent();
  }

  /** Stops; throws what went wrong while it ran. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    feed.close();
    final RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }
}
