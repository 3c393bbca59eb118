package com.nexora.streams.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies whole trails, log by log in parallel: a log is one partition, and nothing links two.
 *
 * <p>Knows neither Kafka nor files: whoever has records in partition order can verify them.
 */
public final class AuditVerifier {

  private final @Nullable HmacKeys keys;
  private final int parallelism;

  /**
   * @param keys keys of the HMACs; null = HMACs are not checked
   * @param parallelism most logs that are read at once, at least 1
   */
  public AuditVerifier(final @Nullable HmacKeys keys, final int parallelism) {
    this.keys = keys;
    this.parallelism = parallelism;
  }

  /** A log to verify. */
  public interface LogSource {

    /** Name of the log, e.g. {@code default/3}. */
    String logId();

    /** First offset that the partition still has. */
    long startOffset();

    /** Hands over all records in the order of the partition, on the calling thread. */
    void forEach(Consumer<StoredRecord> records);
  }

  /**
   * Verifies logs.
   *
   * @return one report per log, in the order given
   * @throws RuntimeException what a source throws when it cannot be read
   */
  public AuditReport verify(final List<? extends LogSource> sources) {
    final ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(parallelism, sources.size())),
            task -> {
              final Thread thread = new Thread(task, "verify-audit");
              thread.setDaemon(true);
              return thread;
            });
    try {
      final List<Future<LogReport>> reports = new ArrayList<>();
      for (final LogSource source : sources) {
        reports.add(threads.submit(() -> verify(source)));
      }
      final List<LogReport> done = new ArrayList<>();
      for (final Future<LogReport> report : reports) {
        done.add(result(report));
      }
      return new AuditReport(done);
    } finally {
      threads.shutdownNow();
    }
  }

  private LogReport verify(final LogSource source) {
    final LogVerifier verifier = new LogVerifier(source.logId(), source.startOffset(), keys);
    source.forEach(verifier::add);
    return verifier.finish();
  }

  private static LogReport result(final Future<LogReport> report) {
    try {
      return report.get();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while verifying", e);
    } catch (final ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("verifying failed", e.getCause());
    }
  }
}
