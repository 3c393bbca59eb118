package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.CpuTime;
import com.nexora.streams.bench.WorkerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code nexora run}, or what stands beside it, in a JVM of its own. */
final class ProductProcess implements AutoCloseable {

  private static final String MAIN = "com.nexora.streams.cli.Nexora";
  private static final long POLL_MS = 20;
  private static final int TAIL = 30;
  private static final long STOP_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final Thread hook;

  private ProductProcess(final Process process, final Path log) {
    this.process = process;
    this.log = log;
    hook = new Thread(process::destroyForcibly, "bench-product-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static ProductProcess launch(final Path config, final Path log) {
    return launch(List.of(MAIN, "run", "--config", config.toString()), log);
  }

  /** Any program of our class path, with the product's JVM. */
  static ProductProcess launch(final List<String> program, final Path log) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(WorkerProcess.JVM_OPTIONS);
    command.add("-Dnexora.log.level=WARN");
    command.addAll(program);
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try {
      return new ProductProcess(builder.start(), log);
    } catch (final IOException e) {
      throw new BenchException("cannot run the product: " + e.getMessage(), e);
    }
  }

  /** CPU time of the process so far, nanoseconds. */
  long cpuNanos() {
    return CpuTime.of(process.pid());
  }

  /** That of its JIT compiler. */
  long compilerNanos() {
    return CpuTime.ofCompiler(process.pid());
  }

  /**
   * Waits for something.
   *
   * @param what ends the sentence "waited until"
   * @throws BenchException if the process ends or time is up before
   */
  void await(final String what, final Duration limit, final BooleanSupplier condition) {
    await(what, limit, POLL_MS, condition);
  }

  /**
   * As above, asking less often: what is asked while something is measured takes cores from it.
   *
   * @param everyMs between two questions, milliseconds
   */
  void await(
      final String what,
      final Duration limit,
      final long everyMs,
      final BooleanSupplier condition) {
    final long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new BenchException(
            "the product ended with exit code " + process.exitValue() + ":\n" + tail());
      }
      if (System.nanoTime() > deadline) {
        throw new BenchException("waited for " + limit + " until " + what + ":\n" + tail());
      }
      pause(everyMs);
    }
  }

  private static void pause(final long millis) {
    try {
      Thread.sleep(millis);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private String tail() {
    try {
      final List<String> all = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join("\n", all.subList(Math.max(0, all.size() - TAIL), all.size()));
    } catch (final IOException e) {
      return "(no log: " + e + ")";
    }
  }

  /** Lets it stand still, for less than the session timeout, else the group goes on without it. */
  void halt() {
    signal("STOP");
  }

  /** Lets it go on. */
  void goOn() {
    signal("CONT");
  }

  private void signal(final String name) {
    try {
      final int code =
          new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new BenchException("cannot send %s to the product".formatted(name));
      }
    } catch (final IOException e) {
      throw new BenchException(
          "cannot send %s to the product: ".formatted(name) + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** Asks it to end, and makes it end if it does not. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (final InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (final IllegalStateException e) {
      // We are stopping ourselves, and the hook has nothing left to do.
    }
  }

  @Override
  public void close() {
    stop();
  }
}
