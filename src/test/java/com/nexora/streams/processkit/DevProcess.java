package com.nexora.streams.processkit;

import com.nexora.streams.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** {@code ./nexora dev} on free ports in a process of its own. */
public final class DevProcess implements AutoCloseable {

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();

  private final Path dataDirectory;
  private final Path log;
  private final List<String> command = new ArrayList<>();
  private final int httpPort;
  private Process process;

  private DevProcess(final Path dataDirectory, final List<String> arguments) {
    this.dataDirectory = dataDirectory;
    this.log = dataDirectory.resolveSibling(dataDirectory.getFileName() + ".log");
    this.httpPort = FreePorts.one();
    command.add(BASE.resolve("nexora").toString());
    command.addAll(
        List.of(
            "dev",
            "--data-dir",
            dataDirectory.toString(),
            "--port",
            Integer.toString(httpPort),
            "--broker-port",
            Integer.toString(FreePorts.one()),
            "--registry-port",
            Integer.toString(FreePorts.one())));
    command.addAll(arguments);
    this.process = launch();
  }

  /** Starts it; returns before it is ready. */
  public static DevProcess start(final Path dataDirectory, final String... arguments) {
    return new DevProcess(dataDirectory, List.of(arguments));
  }

  private Process launch() {
    try {
      Files.createDirectories(dataDirectory.toAbsolutePath().getParent());
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for {@code /health/ready}. */
  public void awaitReady(final Duration limit) {
    Waiting.until(
        "dev mode ready",
        limit,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(
                "dev mode exited with " + process.exitValue() + "\n" + logTail());
          }
          return Http.status(url() + "/health/ready") == 200;
        },
        this::logTail);
  }

  /** Signal 9 to the application's process, which is also the parent of the broker's. */
  public void kill9() {
    process.destroyForcibly();
    join(Duration.ofSeconds(20));
  }

  /**
   * Ctrl-C; gives the exit code. Where this JVM was started in the background of a script, its
   * children ignore that signal from birth: they get SIGTERM, which takes the same way out.
   */
  public int interrupt(final Duration limit) {
    try {
      new ProcessBuilder(
              "kill", ignoresInterrupt() ? "-TERM" : "-INT", Long.toString(process.pid()))
          .start()
          .waitFor();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return join(limit);
  }

  private boolean ignoresInterrupt() {
    final Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.isReadable(status)
        && read(status)
            .lines()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 2) != 0);
  }

  private int join(final Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("dev mode still runs after " + limit + "\n" + logTail());
      }
      return process.exitValue();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The same command again, on the same data. */
  public void restart() {
    process = launch();
  }

  /** Base URL. */
  public String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  /** Asks it with its own token. */
  public Http http() {
    return new Http(url(), read(Path.of(endpoint("token.file"))).trim());
  }

  /** Commands against it. */
  public Cli cli() {
    return new Cli(dataDirectory);
  }

  /** An entry of {@code dev.properties}. */
  public String endpoint(final String key) {
    final Properties properties = new Properties();
    try (var in = Files.newInputStream(dataDirectory.resolve("dev.properties"))) {
      properties.load(in);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty(key);
  }

  /** Processes that it started and that still run. */
  public List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  /** The end of what it printed. */
  public String logTail() {
    final List<String> lines = read(log).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  private static String read(final Path file) {
    try {
      return Files.readString(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      interrupt(Duration.ofSeconds(30));
    }
  }
}
