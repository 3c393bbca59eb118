package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.ingest.WaitingStore.Waiting;
import java.time.Duration;
import java.util.function.BiPredicate;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Has the waiting records of a gate tried again when their time has come. The clock runs only while
 * somebody waits; a task that takes waiting records over starts it at once.
 */
final class RetryProcessor implements Punctuator, AutoCloseable {

  /** How often it is looked whose time has come. */
  private static final Duration EVERY = Duration.ofMillis(100);

  /** Most records that are tried in a row: partitions want their turn, too. */
  private static final int MOST_AT_ONCE = 1_000;

  private final ProcessingContext context;
  private final WaitingStore waiting;
  private final BiPredicate<Waiting, Long> trial;
  private final Sensor retried;
  private final Sensor waitingNow;
  private @Nullable Cancellable clock;

  /**
   * Call it in {@code init}, then {@link #start}.
   *
   * @param trial tries one at a moment of the wall clock; whether the record waits no more
   */
  RetryProcessor(
      final ProcessingContext context,
      final WaitingStore waiting,
      final GateMetrics metrics,
      final BiPredicate<Waiting, Long> trial) {
    this.context = context;
    this.waiting = waiting;
    this.trial = trial;
    this.retried = metrics.retried();
    this.waitingNow = metrics.waiting();
  }

  /** The records themselves. */
  WaitingStore waiting() {
    return waiting;
  }

  /**
   * Has a record wait.
   *
   * @param tries attempts made, 0 if the record only gets in line
   * @return false if there is no room for it
   */
  boolean add(final Origin origin, final Record<byte[], byte[]> record, final int tries) {
    final boolean added = waiting.add(origin, record, tries, context.currentSystemTimeMs());
    start();
    return added;
  }

  /** Starts the clock if somebody waits. */
  void start() {
    waitingNow.record(waiting.size());
    if (clock == null && !waiting.isEmpty()) {
      clock = context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, this);
    }
  }

  /** Tries those whose time has come; a line goes on as soon as its first one is decided. */
  @Override
  public void punctuate(final long now) {
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      final Waiting due = waiting.takeDue(now);
      if (due == null) {
        break;
      }
      retried.record();
      if (trial.test(due, now)) {
        waiting.remove(due, now);
      }
    }
    waitingNow.record(waiting.size());
    if (waiting.isEmpty()) {
      stop();
    }
  }

  private void stop() {
    if (clock != null) {
      clock.cancel();
      clock = null;
    }
  }

  @Override
  public void close() {
    stop();
    waiting.close();
  }
}
