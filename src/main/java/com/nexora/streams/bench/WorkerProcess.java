package com.nexora.streams.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Launches a worker and listens to it. */
public final class WorkerProcess {

  /** What every worker's JVM gets. */
  public static final List<String> JVM_OPTIONS = List.of("-XX:+UseParallelGC", "-Xms1g", "-Xmx1g");

  private static final int TAIL = 30;

  private final VariantSpec spec;
  private final Path log;
  private final long brokerPid;
  private final Duration limit;

  /**
   * @param log where it writes what it has to say
   * @param brokerPid whose CPU time is read at each mark
   * @param limit after that long it is killed
   */
  public WorkerProcess(
      final VariantSpec spec, final Path log, final long brokerPid, final Duration limit) {
    this.spec = spec;
    this.log = log;
    this.brokerPid = brokerPid;
    this.limit = limit;
  }

  /** A run: its figures, and what there is to check. */
  public record Outcome(
      Measurement measurement, Map<Integer, Long> taken, List<WindowRow> windows) {}

  /**
   * Runs the worker to its end.
   *
   * @param jobFile file of its {@link Job}
   * @throws BenchException if it fails; the message says how its log ends
   */
  public Outcome run(final Path jobFile) {
    try {
      return listen(launch(jobFile));
    } catch (final IOException e) {
      throw new BenchException("cannot run a Java process for " + spec.name() + ": " + e, e);
    }
  }

  private Process launch(final Path jobFile) throws IOException {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(
        List.of(
            "-Dnexora.log.level=WARN",
            "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=com.nexora.events"));
    command.addAll(spec.jvmOptions());
    command.add(BenchWorker.class.getName());
    command.add(jobFile.toString());
    final ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    final List<String> path = new ArrayList<>(spec.classPath());
    path.add(System.getProperty("java.class.path"));
    builder.environment().put("CLASSPATH", String.join(java.io.File.pathSeparator, path));
    return builder.start();
  }

  private Outcome listen(final Process process) throws IOException {
    final ScheduledExecutorService alarm = Executors.newSingleThreadScheduledExecutor();
    final Thread hook = new Thread(process::destroyForcibly, "bench-worker-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      final var unused =
          alarm.schedule(process::destroyForcibly, limit.toMillis(), TimeUnit.MILLISECONDS);
      final Map<String, Mark> marks = new HashMap<>();
      final Map<String, Long> broker = new HashMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(BenchJson.PREFIX)) {
          final long cpu = CpuTime.of(brokerPid);
          final Mark mark = BenchJson.mark(line);
          marks.put(mark.mark(), mark);
          broker.put(mark.mark(), cpu);
        }
      }
      final int code = process.waitFor();
      if (code != 0) {
        throw new BenchException(spec.name() + " failed (exit code " + code + "):\n" + tail());
      }
      return outcome(marks, broker);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted while " + spec.name() + " ran", e);
    } finally {
      alarm.shutdownNow();
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private Outcome outcome(final Map<String, Mark> marks, final Map<String, Long> broker) {
    final Mark done = get(marks, Mark.DONE);
    final Mark windows = get(marks, Mark.WINDOWS);
    // So few events that all were through at once: then the start-up is measured with them.
    final boolean tooFew = get(marks, Mark.WARM).events() >= done.events();
    final Mark warm = get(marks, tooFew ? Mark.START : Mark.WARM);
    final long events = done.events() - warm.events();
    return new Outcome(
        new Measurement(
            warm.events(),
            events,
            done.cpuNanos() - warm.cpuNanos(),
            broker.getOrDefault(Mark.DONE, 0L) - broker.getOrDefault(warm.mark(), 0L),
            done.wallNanos() - warm.wallNanos(),
            difference(warm.threads(), done.threads())),
        windows.taken(),
        windows.windows());
  }

  private static Map<String, Long> difference(
      final Map<String, Long> before, final Map<String, Long> after) {
    final Map<String, Long> used = new TreeMap<>();
    after.forEach((kind, cpu) -> used.put(kind, cpu - before.getOrDefault(kind, 0L)));
    return used;
  }

  private Mark get(final Map<String, Mark> marks, final String name) {
    final @Nullable Mark mark = marks.get(name);
    if (mark == null) {
      throw new BenchException(spec.name() + " ended without the mark " + name + ":\n" + tail());
    }
    return mark;
  }

  private String tail() {
    try {
      final List<String> all = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join("\n", all.subList(Math.max(0, all.size() - TAIL), all.size()));
    } catch (final IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
