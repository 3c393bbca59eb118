package com.nexora.streams.runtime;

import com.nexora.streams.audit.MissingTreeException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TopologyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows when a stream thread dies of an exception: a new thread, or the end of the
 * client.
 *
 * <p>Most causes pass (a registry that is away, a fenced producer), so a replacement is right; but
 * a cause that stays would make threads die in a circle for ever while the process looks alive.
 * Hence at most so many replacements within a window, after a pause that doubles.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final int most;
  private final Duration window;
  private final Clock clock;
  private final Pause pause;
  private final Deque<Long> replacements = new ArrayDeque<>();

  /** Waits; replaced in tests. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration);
  }

  ThreadReplacement(final int most, final Duration window, final Clock clock, final Pause pause) {
    this.most = most;
    this.window = window;
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public StreamThreadExceptionResponse handle(final Throwable exception) {
    final int earlier = isForGood(exception) ? most : countAndRecord();
    if (earlier >= most) {
      LOG.atError()
          .addKeyValue("replacements", earlier)
          .addKeyValue("windowMs", window.toMillis())
          .setCause(exception)
          .log("stream thread died; client stops");
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    final Duration wait = pauseAfter(earlier);
    LOG.atWarn()
        .addKeyValue("replacements", earlier + 1)
        .addKeyValue("most", most)
        .addKeyValue("pauseMs", wait.toMillis())
        .setCause(exception)
        .log("stream thread died; replacing it");
    pause.of(wait);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized int countAndRecord() {
    final long now = clock.millis();
    while (!replacements.isEmpty() && replacements.peekFirst() <= now - window.toMillis()) {
      replacements.removeFirst();
    }
    final int earlier = replacements.size();
    if (earlier < most) {
      replacements.addLast(now);
    }
    return earlier;
  }

  private static Duration pauseAfter(final int earlier) {
    final Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(earlier, 10));
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /** Causes that a new thread meets again at once. */
  private static boolean isForGood(final Throwable exception) {
    return Causes.include(
        exception,
        MissingSourceTopicException.class,
        TopologyException.class,
        AuthorizationException.class,
        MissingTreeException.class,
        VirtualMachineError.class);
  }
}
