package com.nexora.streams.catalogue;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * Has what came in just now committed soon, and leaves what comes late to the longer interval of
 * Kafka Streams.
 *
 * <p>A commit costs brokers and clients much the same however much it holds ({@code
 * docs/benchmarks.md}), and under exactly-once nobody sees a record before its commit. So whoever
 * catches up with a backlog commits seldom: a result whose event is {@link #LATE_MS} old already
 * can wait for a little longer.
 *
 * <p>A commit is that of all tasks of a thread, so one timer per thread is enough. It only paces
 * and decides nothing, so it may use the wall clock.
 */
public final class CommitRhythm {

  /** Key of the interval among the application's settings, milliseconds as text or number. */
  public static final String KEY = "nexora.commit.interval.ms";

  /** What is older than this when it is read comes late, in milliseconds. */
  static final long LATE_MS = 2_000;

  private static final ThreadLocal<Timer> OF_THREAD = ThreadLocal.withInitial(Timer::new);

  private final ProcessingContext context;
  private final long intervalMs;
  private @Nullable Cancellable armed;

  /** What the tasks of a thread share. */
  private static final class Timer {
    private static final long NEVER = -1;
    private long due = NEVER;

    /** A timer that is overdue was of a task that is gone; one far ahead, of a clock set back. */
    boolean isArmed(final long now, final long intervalMs) {
      return due != NEVER && due >= now - intervalMs && due <= now + intervalMs;
    }
  }

  /** For the task of a processor. */
  public CommitRhythm(final ProcessingContext context) {
    this.context = context;
    this.intervalMs = intervalMs(context.appConfigs());
  }

  /**
   * Longest time for which something that came in just now waits for its commit, in milliseconds.
   *
   * @param configs of the application; without {@link #KEY} the commit interval of Kafka Streams
   *     counts
   */
  public static long intervalMs(final Map<String, Object> configs) {
    final Object own = configs.get(KEY);
    final Object value =
        own == null ? configs.getOrDefault(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100L) : own;
    return Long.parseLong(value.toString());
  }

  /**
   * Something came in: it will be committed within the interval unless it comes late.
   *
   * @param arrival time of the record, epoch milliseconds
   */
  public void cameIn(final long arrival) {
    final long now = context.currentSystemTimeMs();
    if (now - arrival > LATE_MS) {
      return;
    }
    final Timer timer = OF_THREAD.get();
    if (!timer.isArmed(now, intervalMs)) {
      arm(timer, now);
    }
  }

  private void arm(final Timer timer, final long now) {
    disarm();
    timer.due = now + intervalMs;
    armed =
        context.schedule(
            Duration.ofMillis(intervalMs),
            PunctuationType.WALL_CLOCK_TIME,
            at -> {
              disarm();
              timer.due = Timer.NEVER;
              context.commit();
            });
  }

  private void disarm() {
    if (armed != null) {
      armed.cancel();
      armed = null;
    }
  }
}
