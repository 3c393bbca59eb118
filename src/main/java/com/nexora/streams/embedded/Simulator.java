package com.nexora.streams.embedded;

import com.nexora.streams.imports.EventSink;
import com.nexora.streams.imports.Importable;
import com.nexora.streams.imports.RefusedException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Tells a scenario to a cluster at its rate. One run each; {@link #close()} ends it early. */
public final class Simulator implements AutoCloseable {

  private final Scenario scenario;
  private final EventSink sink;
  private final double rate;
  private final LongAdder sent = new LongAdder();
  private final Map<String, LongAdder> byTopic = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  public Simulator(final Scenario.Settings settings, final EventSink sink) {
    this.scenario = new Scenario(settings);
    this.sink = sink;
    this.rate = settings.rate();
  }

  /**
   * Sends until the count is reached or the simulator is closed; returns when everything sent is
   * stored.
   *
   * @param count how many events; negative for no end
   * @throws com.nexora.streams.imports.FeedException if events cannot be stored
   */
  public void run(final long count) {
    final long begin = System.nanoTime();
    for (long i = 0; (count < 0 || i < count) && pace(begin, i); i++) {
      final Importable event = scenario.next();
      try {
        sink.send(event);
      } catch (final RefusedException e) {
        throw new IllegalStateException("the scenario made an event that cannot be sent", e);
      }
      sent.increment();
      byTopic.computeIfAbsent(event.topic(), topic -> new LongAdder()).increment();
    }
    sink.flush();
  }

  /** Waits until event {@code i} is due; false if the run is to end. */
  private boolean pace(final long begin, final long i) {
    final long due = begin + (long) (i * 1e9 / rate);
    final long wait = due - System.nanoTime();
    try {
      // Below a millisecond a wait costs more than it keeps.
      return wait < 1_000_000 ? closed.getCount() > 0 : !closed.await(wait, TimeUnit.NANOSECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How many events were sent so far. */
  public long sent() {
    return sent.sum();
  }

  /** How many events were sent so far, by topic. */
  public Map<String, Long> sentByTopic() {
    final Map<String, Long> counts = new TreeMap<>();
    byTopic.forEach((topic, count) -> counts.put(topic, count.sum()));
    return counts;
  }

  /** Ends the run soon; what was sent is still flushed. */
  @Override
  public void close() {
    closed.countDown();
  }
}
