package com.nexora.streams.bench;

import com.nexora.streams.schema.GeneratedRecords;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One run of one variant, in a process of its own, so that no other's heap or code is measured. */
public final class BenchWorker {

  private static final Duration FIRST_EVENT = Duration.ofMinutes(1);
  private static final long POLL_MS = 5;

  private final Job job;
  private final PrintStream out;

  private BenchWorker(final Job job, final PrintStream out) {
    this.job = job;
    this.out = out;
  }

  /**
   * Runs the job of a file; exit code 1 and the reason on the error stream if it fails.
   *
   * @param arguments the file
   */
  @SuppressWarnings("SystemConsoleNull")
  public static void main(final String[] arguments) {
    final PrintStream out = System.out;
    System.setOut(System.err); // What libraries print must not mix with the marks.
    GeneratedRecords.trust();
    int code = 1;
    try {
      new BenchWorker(BenchJson.job(Path.of(arguments[0])), out).run();
      code = 0;
    } catch (final Throwable e) {
      e.printStackTrace();
    }
    out.flush();
    System.exit(code);
  }

  private void run() throws Exception {
    final Variant variant =
        Class.forName(job.variant()).asSubclass(Variant.class).getConstructor().newInstance();
    say(Mark.now(Mark.START, 0));
    try (Running running = variant.start(job)) {
      await(running, 1, FIRST_EVENT);
      if (running.processed() == 0) {
        throw new IllegalStateException("no event came through within " + FIRST_EVENT);
      }
      final Duration cap = Duration.ofSeconds(job.capSeconds());
      await(running, Math.min(job.warmup(), job.events()), cap);
      measure(running, cap);
      final Map<Integer, Long> taken = running.drain();
      final List<WindowRow> windows = running.windows(job.owners());
      say(Mark.windows(taken, windows));
    }
  }

  private void measure(final Running running, final Duration cap) throws Exception {
    try (Recorder recorder = Recorder.start(job.profile())) {
      say(Mark.now(Mark.WARM, running.processed()));
      await(running, job.events(), cap);
      say(Mark.now(Mark.DONE, running.processed()));
    }
  }

  private void say(final Mark mark) {
    out.println(BenchJson.line(mark));
    out.flush();
  }

  private static void await(final Running running, final long events, final Duration limit)
      throws InterruptedException {
    final long deadline = System.nanoTime() + limit.toNanos();
    while (running.processed() < events && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MS);
    }
  }
}
