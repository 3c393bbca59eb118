package com.nexora.streams.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The broker's process. Its life hangs on its standard input: when the parent dies, however it
 * dies, the pipe ends and the broker shuts down in order, so that no orphan keeps the port and the
 * data.
 */
final class DevBrokerMain {

  /** Starts a line on standard output that tells the parent why the broker cannot run. */
  static final String REFUSAL = "refused: ";

  /** The line that tells the parent that lock and port are ours and the broker is coming up. */
  static final String STARTING = "starting";

  /** Exit code of a broker that told its parent why it cannot run. */
  static final int REFUSED = 2;

  private static final Logger log = LoggerFactory.getLogger(DevBrokerMain.class);
  private static final Duration SHUTDOWN_BOUND = Duration.ofSeconds(15);

  private DevBrokerMain() {}

  /** Takes the data directory, the port and the process id of the parent. */
  public static void main(final String[] args) throws Exception {
    // Ctrl-C and a closed terminal reach the whole process group; the parent decides when the
    // broker may end, after the application that still has to commit.
    Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
    Signal.handle(new Signal("HUP"), SignalHandler.SIG_IGN);
    watchParent();
    try {
      run(Path.of(args[0]), Integer.parseInt(args[1]), Long.parseLong(args[2]));
    } catch (final DevClusterException e) {
      tellParent(REFUSAL + e.getMessage());
      System.exit(REFUSED);
    } catch (final Exception e) {
      log.atError().setCause(e).log("development broker failed");
      System.exit(1);
    }
  }

  private static void run(final Path dataDir, final int port, final long parent) throws Exception {
    final DataDirLock lock = DataDirLock.acquire(dataDir, parent, DataDirLock.WAIT);
    // Only now: while an orphan of the last run holds the lock, it holds the port as well.
    if (!LoopbackPorts.isFree(port)) {
      throw new DevClusterException(
          "port %d on 127.0.0.1 is in use by another program: end that one, or choose another port for the development broker with --broker-port"
              .formatted(port));
    }
    tellParent(STARTING);
    final Path logDir = dataDir.resolve(DevBroker.LOG_DIR);
    final int controllerPort = LoopbackPorts.free(1, port).get(0);
    final Map<String, String> settings =
        BrokerSettings.of(logDir, port, controllerPort, overrides(dataDir));
    formatIfNew(logDir);
    final KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "dev-broker-shutdown"));
    server.startup();
    log.atInfo().addKeyValue("dataDir", dataDir).addKeyValue("port", port).log("broker started");
    server.awaitShutdown();
    lock.close();
  }

  private static void tellParent(final String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static Map<String, String> overrides(final Path dataDir) throws IOException {
    final Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(dataDir.resolve(DevBroker.OVERRIDES))) {
      properties.load(in);
    }
    final Map<String, String> overrides = new LinkedHashMap<>();
    properties.stringPropertyNames().forEach(n -> overrides.put(n, properties.getProperty(n)));
    return overrides;
  }

  /** Formats only what was never formatted: a reused directory keeps its cluster id and data. */
  private static void formatIfNew(final Path logDir) throws Exception {
    if (Files.exists(logDir.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(new PrintStream(System.err, true, StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(logDir.toString())
        .addDirectory(logDir.toString())
        .setIgnoreFormatted(false)
        .run();
  }

  private static void watchParent() {
    daemon(
        "dev-broker-parent-watch",
        () -> {
          awaitEndOfInput();
          haltAfter(SHUTDOWN_BOUND);
          System.exit(0);
        });
  }

  private static void awaitEndOfInput() {
    try {
      int read = 0;
      // The parent never writes; only the end of the pipe counts.
      while (read >= 0) {
        read = System.in.read();
      }
    } catch (final IOException e) {
      log.atWarn().setCause(e).log("standard input failed, taken for its end");
    }
  }

  private static void haltAfter(final Duration bound) {
    daemon(
        "dev-broker-halt",
        () -> {
          try {
            Thread.sleep(bound.toMillis());
          } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          Runtime.getRuntime().halt(3);
        });
  }

  private static void stop(final KafkaRaftServer server) {
    haltAfter(SHUTDOWN_BOUND);
    server.shutdown();
    server.awaitShutdown();
  }

  private static void daemon(final String name, final Runnable body) {
    final Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }
}
