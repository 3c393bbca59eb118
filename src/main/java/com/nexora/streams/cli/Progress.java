package com.nexora.streams.cli;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells every other second how far a long command is, on the error stream. */
final class Progress implements AutoCloseable {

  private static final long EVERY_SECONDS = 2;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            final Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });

  private Progress() {}

  /** Starts telling. */
  static Progress start(final PrintWriter err, final LongSupplier records) {
    return start(err, records, "read");
  }

  /**
   * Starts telling.
   *
   * @param done what has been done to that many records
   */
  static Progress start(final PrintWriter err, final LongSupplier records, final String done) {
    final Progress progress = new Progress();
    progress.timer.scheduleAtFixedRate(
        () -> {
          err.printf("%,d records %s%n", records.getAsLong(), done);
          err.flush();
        },
        EVERY_SECONDS,
        EVERY_SECONDS,
        TimeUnit.SECONDS);
    return progress;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
