package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that must hold before the first record is read, cheap checks first.
 *
 * <p>Found here, a mistake is a sentence on the terminal; found later, it is a crash loop at night
 * or, with partition counts that differ, wrong results that nobody notices.
 */
final class StartupChecks {

  private static final Logger LOG = LoggerFactory.getLogger(StartupChecks.class);
  private static final int WANTED_TRANSACTION_VERSION = 2;

  private final NexoraConfig config;

  StartupChecks(final NexoraConfig config) {
    this.config = config;
  }

  /** The machine: nothing that needs a network. */
  List<StartupCheck> local() {
    return List.of(
        StartupCheck.of("memory plan", this::memory),
        StartupCheck.of("state directory", this::stateDirectory),
        StartupCheck.of("http port", this::port));
  }

  static void runAll(final List<StartupCheck> checks) {
    for (final StartupCheck check : checks) {
      final long start = System.nanoTime();
      try {
        check.run();
      } catch (final StartupException e) {
        throw e;
      } catch (final RuntimeException e) {
        throw new StartupException(check.name() + ": " + e.getMessage(), e);
      }
      LOG.atDebug()
          .addKeyValue("check", check.name())
          .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
          .log("start-up check passed");
    }
  }

  /**
   * The cluster: brokers answer, topics are as the catalogue says, transactions are the safe kind.
   *
   * @throws StartupException if not
   */
  ClusterView cluster() {
    final TopicCatalogue catalogue = catalogue();
    final ClusterView cluster =
        ClusterView.read(
            config,
            catalogue.topics().stream().map(TopicSpec::name).toList(),
            config.processing().startupTimeout());
    topics(catalogue);
    transactions(cluster);
    return cluster;
  }

  private TopicCatalogue catalogue() {
    try {
      return config
          .topicsFile()
          .map(file -> TopicCatalogue.load(file, config.topicsProfile()))
          .orElseGet(() -> TopicCatalogue.load(config.topicsProfile()));
    } catch (final com.nexora.streams.catalogue.CatalogueException e) {
      throw new StartupException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  private void topics(final TopicCatalogue catalogue) {
    final List<String> problems;
    try (Admin admin = Admin.create(StreamsProperties.admin(config))) {
      problems = new TopicProvisioner(admin).problems(catalogue);
    } catch (final ProvisioningException e) {
      throw new StartupException("the topics cannot be looked at: " + e.getMessage(), e);
    }
    if (!problems.isEmpty()) {
      throw new StartupException(
          "the topics are not as the catalogue (profile "
              + catalogue.profile()
              + ") says:\n- "
              + String.join("\n- ", problems)
              + "\nRun \"nexora topics plan\" to see the difference, \"nexora topics apply\" to make it.");
    }
  }

  private void transactions(final ClusterView cluster) {
    if (cluster.transactionVersion() >= WANTED_TRANSACTION_VERSION) {
      return;
    }
    final String what =
        "the brokers' transaction.version is "
            + cluster.transactionVersion()
            + ", must be "
            + WANTED_TRANSACTION_VERSION
            + " for exactly-once results to survive a late write of an aborted transaction. Run"
            + " \"kafka-features.sh upgrade --feature transaction.version=2\".";
    if (config.production()) {
      throw new StartupException(what);
    }
    LOG.warn("{}", what);
  }

  private void memory() {
    final MemoryPlan plan = MemoryPlan.of(config.processing());
    plan.problem()
        .ifPresent(
            problem -> {
              throw new StartupException("the memory plan does not fit: " + problem);
            });
    LOG.atInfo()
        .addKeyValue("limitMiB", plan.limit() >> 20)
        .addKeyValue("heapMiB", plan.heap() >> 20)
        .addKeyValue("cachesMiB", plan.caches() >> 20)
        .addKeyValue("rocksDbMiB", plan.rocksDb() >> 20)
        .log("memory plan fits");
  }

  private void stateDirectory() {
    final Path directory = config.stateDirectory();
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, "write", ".check"));
    } catch (final IOException e) {
      throw new StartupException(
          ConfigKeys.STATE_DIR
              + " "
              + directory.toAbsolutePath()
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "). Give the process the right to write there, or name another directory.",
          e);
    }
  }

  private void port() {
    final HttpSettings http = config.http();
    if (http.port() == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(http.host(), http.port()));
    } catch (final IOException e) {
      throw new StartupException(
          "port "
              + http.port()
              + " on "
              + http.host()
              + " cannot be opened: "
              + e.getMessage()
              + ". End the process that uses it, or set "
              + HttpKeys.HTTP_PORT
              + " (0 takes a free one).",
          e);
    }
  }
}
