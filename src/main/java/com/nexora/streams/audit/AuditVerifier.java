package com.nexora.streams.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies whole trails, log by log in parallel, and the blocks of each log in parallel, too: a log
 * is one partition, and nothing links two.
 *
 * <p>Knows neither Kafka nor files: whoever has records in partition order can verify them.
 */
public final class AuditVerifier {

  private final VerifySettings settings;
  private final int parallelism;

  /**
   * @param keys keys of the HMACs; null = HMACs are not checked
   * @param parallelism number of threads that hash, at least 1
   */
  public AuditVerifier(final @Nullable HmacKeys keys, final int parallelism) {
    this(VerifySettings.of(keys), parallelism);
  }

  /**
   * @param settings what the trail is held against
   * @param parallelism number of threads that hash, at least 1
   */
  public AuditVerifier(final VerifySettings settings, final int parallelism) {
    this.settings = settings;
    this.parallelism = parallelism;
  }

  /** A log to verify. */
  public interface LogSource {

    /** Name of the log, e.g. {@code default/3}. */
    String logId();

    /** First offset that the partition still has. */
    long startOffset();

    /** How its envelopes are decoded. */
    Envelopes envelopes();

    /**
     * Hands over all records in the order of the partition, in blocks, on the calling thread. A
     * block is made when it is asked for, which any thread may do.
     *
     * @param from first offset wanted
     */
    void forEach(long from, Consumer<Supplier<RecordBlock>> blocks);
  }

  /**
   * Verifies logs.
   *
   * @return one report per log, in the order given
   * @throws RuntimeException what a source throws when it cannot be read
   */
  public AuditReport verify(final List<? extends LogSource> sources) {
    final ExecutorService logs =
        threads("verify-log", Math.max(1, Math.min(parallelism, sources.size())));
    final ExecutorService workers = threads("verify-entries", parallelism);
    try {
      final List<Future<LogWalk.Verdict>> verdicts = new ArrayList<>();
      for (final LogSource source : sources) {
        verdicts.add(
            logs.submit(
                () -> new LogWalk(source, settings, parallelism > 1 ? workers : null).verify()));
      }
      final List<LogWalk.Verdict> done = new ArrayList<>();
      for (final Future<LogWalk.Verdict> verdict : verdicts) {
        done.add(result(verdict));
      }
      return new AuditReport(reports(done), settings.book().damages());
    } finally {
      logs.shutdownNow();
      workers.shutdownNow();
    }
  }

  /** The act of an erasure may stand in another log than what it made unreadable. */
  private static List<LogReport> reports(final List<LogWalk.Verdict> verdicts) {
    final long[] erased =
        ErasedEntries.count(verdicts.stream().map(LogWalk.Verdict::erased).toList());
    final List<LogReport> reports = new ArrayList<>();
    for (int i = 0; i < erased.length; i++) {
      reports.add(verdicts.get(i).report().withErased(erased[i]));
    }
    return reports;
  }

  private static ExecutorService threads(final String name, final int count) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          final Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** What a task gave. */
  static <T> T result(final Future<T> future) {
    try {
      return future.get();
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
