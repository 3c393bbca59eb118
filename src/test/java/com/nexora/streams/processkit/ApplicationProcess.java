package com.nexora.streams.processkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The application as production runs it: a JVM of its own, from the packaged jar and the production
 * libraries only.
 *
 * <p>A crash test inside one JVM proves little, since a dying thread still runs its {@code finally}
 * blocks; this one can be killed with signal 9.
 */
public final class ApplicationProcess implements AutoCloseable {

  private static final Path BASE = Path.of(System.getProperty("nexora.basedir", "."));

  private final Path config;
  private final Path log;
  private final int httpPort;
  private final List<String> jvmOptions;
  private Process process;

  private ApplicationProcess(
      final Path config, final Path log, final int httpPort, final List<String> jvmOptions) {
    this.config = config;
    this.log = log;
    this.httpPort = httpPort;
    this.jvmOptions = jvmOptions;
    this.process = launch();
  }

  /**
   * Starts {@code nexora run} with these settings; returns before it is ready.
   *
   * @param directory for the configuration file and the log
   * @param settings keys of nexora.properties; {@code http.port} must be among them
   */
  public static ApplicationProcess start(
      final Path directory, final Map<String, String> settings, final String... jvmOptions) {
    try {
      Files.createDirectories(directory);
      final Path config = directory.resolve("nexora.properties");
      final Properties properties = new Properties();
      properties.putAll(settings);
      try (var out = Files.newOutputStream(config)) {
        properties.store(out, null);
      }
      return new ApplicationProcess(
          config,
          directory.resolve("application.log"),
          Integer.parseInt(settings.get("http.port")),
          List.of(jvmOptions));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives for a minute or two, most of which the optimising compiler would take.
    command.addAll(List.of("-Xmx640m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(
        BASE.resolve("target/nexora-streams.jar") + ":" + BASE.resolve("target/lib") + "/*");
    command.addAll(List.of("com.nexora.streams.cli.Nexora", "run", "--config", config.toString()));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Base URL of its HTTP. */
  public String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  /**
   * Waits until {@code /health/ready} says 200; fails with the end of the log when the process dies
   * or time is up.
   */
  public void awaitReady(final Duration limit) {
    final long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new AssertionError(
            "application exited with " + process.exitValue() + "\n" + logTail());
      }
      if (Http.status(url() + "/health/ready") == 200) {
        return;
      }
      Waiting.pause(100);
    }
    throw new AssertionError("application not ready after " + limit + "\n" + logTail());
  }

  /** Whether the process runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /**
   * Signal 9: no shutdown hook, no flush, no commit. Sent from this JVM, which is a matter of
   * microseconds: a child that sends it would come too late for a chosen moment.
   */
  public void kill9() {
    process.destroyForcibly();
    await(Duration.ofSeconds(10));
  }

  /** Sends a signal by name. */
  public void signal(final String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts it again with the same settings and state directory. */
  public void restart() {
    if (process.isAlive()) {
      throw new IllegalStateException("still running");
    }
    process = launch();
  }

  /** Waits for the end of the process and gives its exit code. */
  public int await(final Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("application still runs after " + limit + "\n" + logTail());
      }
      return process.exitValue();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** All that it has printed, over all its starts. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of what it printed, for failure messages. */
  public String logTail() {
    try {
      final List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (final IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
