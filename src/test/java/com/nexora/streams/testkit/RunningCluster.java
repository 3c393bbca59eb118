package com.nexora.streams.testkit;

import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.runtime.BrokerAccess;
import com.nexora.streams.topology.ShippedTopology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
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

  /** Who uses a listener without TLS and SASL. */
  private static final String ANYBODY = "User:ANONYMOUS";

  private final List<AclBinding> grants = new ArrayList<>();
  private final Map<String, String> brokerOverrides = new HashMap<>();
  private final DevPorts ports = DevPorts.free();

  private Path dataDir;
  private DevCluster cluster;

  private RunningCluster() {}

  public static RunningCluster fresh() {
    return new RunningCluster();
  }

  /**
   * Lets clients do what an instance of this id needs ({@link BrokerAccess}) and what else is
   * given, and nothing more.
   *
   * @param applicationId the id, or what ids begin with
   * @param more rights of the test itself
   */
  public RunningCluster guarded(final String applicationId, final AclBinding... more) {
    with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    with("allow.everyone.if.no.acl.found", "true");
    final TopicCatalogue topics = TopicCatalogue.load(TopicCatalogue.DEV);
    for (final BrokerAccess.Grant grant :
        BrokerAccess.ofInstance(topics, ShippedTopology.graph(), applicationId)) {
      grants.addAll(grant.bindings(ANYBODY));
    }
    grants.addAll(List.of(more));
    grants.add(grant(ResourceType.TOPIC, "_schemas", PatternType.LITERAL, AclOperation.ALL));
    // Where somebody has a right, all others need one.
    for (final ResourceType type :
        List.of(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID)) {
      grants.add(
          new AclBinding(
              new ResourcePattern(type, "*", PatternType.LITERAL),
              new AccessControlEntry(
                  "User:nobody", "*", AclOperation.ALL, AclPermissionType.ALLOW)));
    }
    return this;
  }

  /** A right of every client. */
  public static AclBinding grant(
      final ResourceType type,
      final String name,
      final PatternType pattern,
      final AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry(ANYBODY, "*", operation, AclPermissionType.ALLOW));
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
    if (!grants.isEmpty()) {
      guard();
    }
  }

  private void guard() throws IOException {
    try (Admin admin = admin()) {
      admin.createAcls(grants).all().get();
    } catch (final ExecutionException | InterruptedException e) {
      throw new IOException("the broker does not take the rights", e);
    }
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
