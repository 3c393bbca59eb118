package com.nexora.streams.query;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of the intake. Three kinds, since each may be held up by something else: parsers by
 * the processor, streams by their senders, answers by their readers. None of them may hold up the
 * producer's own thread, on which acknowledgements arrive.
 *
 * @param parsers read and check bodies that are complete
 * @param streams read lines as they come, one thread each
 * @param answers write answers
 */
record IntakeThreads(ExecutorService parsers, ExecutorService streams, ExecutorService answers)
    implements AutoCloseable {

  private static final int ANSWERERS = 2;

  /**
   * @param streams most streams at once
   * @param requests most requests at once, which bounds what waits for a parser or an answer
   */
  static IntakeThreads of(final int streams, final int requests) {
    final int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
    return new IntakeThreads(
        pool("ingest-parse", processors, new ArrayBlockingQueue<>(2 * requests)),
        pool("ingest-stream", streams, new SynchronousQueue<>()),
        pool("ingest-answer", ANSWERERS, new ArrayBlockingQueue<>(2 * requests)));
  }

  private static ExecutorService pool(
      final String name, final int threads, final BlockingQueue<Runnable> queue) {
    final AtomicInteger number = new AtomicInteger();
    final ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            60,
            TimeUnit.SECONDS,
            queue,
            task -> {
              final Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public void close() {
    parsers.shutdownNow();
    streams.shutdownNow();
    answers.shutdownNow();
  }
}
