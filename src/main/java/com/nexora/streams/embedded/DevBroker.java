package com.nexora.streams.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker for one developer, in a process of its own.
 *
 * <p>A process, not a thread: it can be killed like a broker, it does not share the application's
 * memory and metrics, and an application that dies does not take the broker's unsynced data along.
 * The handle lives in the parent; see {@link DevBrokerMain} for the other side.
 */
public final class DevBroker implements AutoCloseable {

  static final String LOG_DIR = "kafka";
  static final String OVERRIDES = "broker-overrides.properties";

  private static final Logger log = LoggerFactory.getLogger(DevBroker.class);
  private static final String LOG_FILE = "broker.log";
  private static final long LOG_LIMIT_BYTES = 8L << 20;
  private static final Duration STOP_BOUND = Duration.ofSeconds(20);

  private final Path dataDir;
  private final int port;
  private final BrokerJvm jvm;
  private final boolean supervised;
  private final Object lifecycle = new Object();

  private volatile boolean closed;
  private volatile @Nullable Child child;
  private volatile Duration timeToReady = Duration.ZERO;

  private DevBroker(
      final Path dataDir, final int port, final BrokerJvm jvm, final boolean supervised) {
    this.dataDir = dataDir;
    this.port = port;
    this.jvm = jvm;
    this.supervised = supervised;
  }

  /** One run of the process. */
  private record Child(Process process, CompletableFuture<String> firstWord) {}

  /**
   * Starts a broker and returns when it answers.
   *
   * @param dataDir made if missing; formatted once, then reused
   * @param port loopback port to listen on
   * @param overrides broker properties by Kafka's names, which win over ours
   * @throws DevClusterException if it does not come up; the message says what to do
   */
  public static DevBroker start(
      final Path dataDir, final int port, final Map<String, String> overrides) {
    return start(dataDir, port, overrides, BrokerJvm.SMALL, false);
  }

  /** As {@link #start}, and starts the process again whenever it dies before {@link #close()}. */
  public static DevBroker supervised(
      final Path dataDir,
      final int port,
      final Map<String, String> overrides,
      final BrokerJvm jvm) {
    return start(dataDir, port, overrides, jvm, true);
  }

  private static DevBroker start(
      final Path dataDir,
      final int port,
      final Map<String, String> overrides,
      final BrokerJvm jvm,
      final boolean supervised) {
    final Path dir = dataDir.toAbsolutePath().normalize();
    prepare(dir, overrides);
    final DevBroker broker = new DevBroker(dir, port, jvm, supervised);
    broker.restart();
    return broker;
  }

  /**
   * Starts the process again after it died; data and port stay. Does nothing while it runs.
   *
   * @throws DevClusterException if it does not come up
   */
  public void restart() {
    synchronized (lifecycle) {
      if (closed) {
        throw new IllegalStateException("the broker was closed: start a new one");
      }
      if (isAlive()) {
        return;
      }
      final long begin = System.nanoTime();
      final Child started = spawn();
      child = started;
      try {
        BrokerReadiness.await(port, started.process(), started.firstWord(), logFile());
      } catch (final RuntimeException e) {
        started.process().destroyForcibly();
        throw e;
      }
      timeToReady = Duration.ofNanos(System.nanoTime() - begin);
      log.atInfo()
          .addKeyValue("port", port)
          .addKeyValue("pid", started.process().pid())
          .addKeyValue("millis", timeToReady.toMillis())
          .log("development broker is ready");
      if (supervised) {
        started.process().onExit().thenRunAsync(this::revive, DevBroker::supervise);
      }
    }
  }

  private static void supervise(final Runnable body) {
    daemon("dev-broker-supervision", body);
  }

  private static void daemon(final String name, final Runnable body) {
    final Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void revive() {
    for (int attempt = 1; !closed; attempt++) {
      try {
        log.atWarn().addKeyValue("attempt", attempt).log("development broker died, starting again");
        restart();
        return;
      } catch (final DevClusterException e) {
        if (attempt == 5) {
          log.atError().setCause(e).log("development broker stays down");
          return;
        }
      } catch (final IllegalStateException e) {
        return;
      }
    }
  }

  private Child spawn() {
    final String java = java();
    final List<String> command = new ArrayList<>(List.of(java));
    command.addAll(jvm.options());
    command.addAll(
        List.of(
            "-Djava.awt.headless=true",
            "-Dlogback.configurationFile=com/nexora/streams/embedded/dev-broker-logback.xml",
            DevBrokerMain.class.getName(),
            dataDir.toString(),
            Integer.toString(port),
            Long.toString(ProcessHandle.current().pid())));
    final ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    try {
      rotateLog();
      final Process process = builder.start();
      final CompletableFuture<String> firstWord = new CompletableFuture<>();
      daemon("dev-broker-words", () -> readWords(process, firstWord));
      return new Child(process, firstWord);
    } catch (final IOException e) {
      throw new DevClusterException("cannot start a Java process for the broker: " + e, e);
    }
  }

  private static String java() {
    return ProcessHandle.current()
        .info()
        .command()
        .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString());
  }

  private static void readWords(final Process process, final CompletableFuture<String> firstWord) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(DevBrokerMain.STARTING) || line.startsWith(DevBrokerMain.REFUSAL)) {
          firstWord.complete(line);
        }
      }
    } catch (final IOException e) {
      log.atDebug().setCause(e).log("output of the development broker ended");
    } finally {
      firstWord.complete("");
    }
  }

  private void rotateLog() throws IOException {
    if (Files.exists(logFile()) && Files.size(logFile()) > LOG_LIMIT_BYTES) {
      Files.move(logFile(), dataDir.resolve(LOG_FILE + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void prepare(final Path dir, final Map<String, String> overrides) {
    try {
      Files.createDirectories(dir);
      final Properties properties = new Properties();
      properties.putAll(overrides);
      try (Writer out = Files.newBufferedWriter(dir.resolve(OVERRIDES))) {
        properties.store(out, "broker properties of the last start");
      }
    } catch (final IOException e) {
      throw new DevClusterException(
          "data directory %s cannot be written (%s): give another with --data-dir, or change its owner"
              .formatted(dir, e),
          e);
    }
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Where the process writes its log. */
  public Path logFile() {
    return dataDir.resolve(LOG_FILE);
  }

  /** Process id of the broker as it runs now. */
  public long pid() {
    return current().process().pid();
  }

  public boolean isAlive() {
    final @Nullable Child now = child;
    return now != null && now.process().isAlive();
  }

  /** Completes with the exit code when the process as it runs now ends, for whatever reason. */
  public CompletableFuture<Integer> onExit() {
    return current().process().onExit().thenApply(Process::exitValue);
  }

  /** How long the last start took until the broker answered. */
  public Duration timeToReady() {
    return timeToReady;
  }

  /** Ends the process as {@code kill -9} does and waits until it is gone. */
  public void kill() {
    final Process process = current().process();
    process.destroyForcibly();
    process.onExit().join();
  }

  private Child current() {
    final @Nullable Child now = child;
    if (now == null) {
      throw new IllegalStateException("the broker was never started");
    }
    return now;
  }

  /** Shuts the broker down in order; after 20 s by force. */
  @Override
  public void close() {
    closed = true;
    synchronized (lifecycle) {
      final @Nullable Child now = child;
      if (now == null) {
        return;
      }
      stop(now.process());
    }
  }

  private static void stop(final Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        log.atWarn().addKeyValue("pid", process.pid()).log("broker did not stop in time, killed");
      }
    } catch (final IOException e) {
      log.atDebug().setCause(e).log("pipe to the development broker was already closed");
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Last lines of a log, for an error message. */
  static String tail(final Path file, final int lines) {
    try {
      final List<String> all = Files.readAllLines(file, StandardCharsets.UTF_8);
      return String.join(
          System.lineSeparator(), all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (final IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
