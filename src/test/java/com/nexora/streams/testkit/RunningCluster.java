package com.nexora.streams.testkit;

import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real broker, registry and all topics of the catalogue in development size, for one test class:
 *
 * <pre>{@code
 * @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();
 * }</pre>
 *
 * <p>About 6 s to start. Ports are free ones, data lie under {@code target} and go at the end.
 */
public final class RunningCluster implements BeforeAllCallback, AfterAllCallback {

  private final Map<String, String> brokerOverrides = new HashMap<>();
  private final DevPorts ports = DevPorts.free();

  private Path dataDir;
  private DevCluster cluster;

  private RunningCluster() {}

  public static RunningCluster fresh() {
    return new RunningCluster();
  }

  /** Sets a broker property by Kafka's name; call it before the class starts. */
  public RunningCluster with(final String property, final String value) {
    brokerOverrides.put(property, value);
    return this;
  }

  @Override
  public void beforeAll(final ExtensionContext context) throws IOException {
    Files.createDirectories(Path.of("target"));
    dataDir = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "cluster-");
    cluster = DevCluster.start(dataDir, ports, brokerOverrides);
  }

  @Override
  public void afterAll(final ExtensionContext context) throws IOException {
    if (cluster != null) {
      cluster.close();
    }
    deleteTree(dataDir);
  }

  /** Broker and registry, to kill, restart or ask. */
  public DevCluster cluster() {
    return cluster;
  }

  public String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  public String registryUrl() {
    return cluster.registryUrl();
  }

  public TopicCatalogue catalogue() {
    return cluster.catalogue();
  }

  /** For state directories and files of the test; goes with the cluster. */
  public Path dataDir() {
    return dataDir;
  }

  /** A client that the test closes. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  /** Deletes a directory with all it holds; nothing happens if there is none. */
  public static void deleteTree(final Path dir) throws IOException {
    if (dir == null || !Files.exists(dir)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(dir)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.deleteIfExists(path);
                } catch (final IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
