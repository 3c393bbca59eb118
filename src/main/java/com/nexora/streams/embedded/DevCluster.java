package com.nexora.streams.embedded;

import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.runtime.TopicProvisioner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Broker, registry and topics in one data directory: all that the application needs around it, for
 * dev mode and for tests.
 */
public final class DevCluster implements AutoCloseable {

  private final DevBroker broker;
  private final DevRegistry registry;
  private final TopicCatalogue catalogue;

  private DevCluster(
      final DevBroker broker, final DevRegistry registry, final TopicCatalogue catalogue) {
    this.broker = broker;
    this.registry = registry;
    this.catalogue = catalogue;
  }

  /**
   * Starts all in their development size; topics that are there already stay as they are. The
   * broker is started again by itself when its process dies.
   *
   * @param dataDir made if missing, reused if not
   * @param brokerOverrides broker properties by Kafka's names
   * @throws DevClusterException if a part does not come up; nothing is left running
   */
  public static DevCluster start(
      final Path dataDir, final DevPorts ports, final Map<String, String> brokerOverrides) {
    return start(dataDir, ports, brokerOverrides, BrokerJvm.SMALL);
  }

  /** As {@link #start(Path, DevPorts, Map)}, with a broker of another size. */
  public static DevCluster start(
      final Path dataDir,
      final DevPorts ports,
      final Map<String, String> brokerOverrides,
      final BrokerJvm brokerJvm) {
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.DEV);
    final DevBroker broker =
        DevBroker.supervised(dataDir, ports.broker(), brokerOverrides, brokerJvm);
    @Nullable DevRegistry registry = null;
    try {
      registry = DevRegistry.start(broker.bootstrapServers(), ports.registry());
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        new TopicProvisioner(admin).ensure(catalogue);
        awaitTopics(admin, catalogue);
      }
      return new DevCluster(broker, registry, catalogue);
    } catch (final RuntimeException e) {
      if (registry != null) {
        registry.close();
      }
      broker.close();
      throw e;
    }
  }

  /**
   * Waits until the broker serves every topic. It says that topics exist before it has made their
   * logs, and takes up no change of settings or access until it has.
   */
  private static void awaitTopics(final Admin admin, final TopicCatalogue catalogue) {
    final Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    // A topic that is there from before may have another number of partitions, but never none.
    for (final TopicSpec topic : catalogue.topics()) {
      ends.put(new TopicPartition(topic.name(), 0), OffsetSpec.latest());
    }
    try {
      admin.listOffsets(ends).all().get();
    } catch (final ExecutionException e) {
      throw new DevClusterException(
          "the development broker does not serve its topics: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevClusterException("interrupted while the development broker made its topics");
    }
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** For {@code schema.registry.url}. */
  public String registryUrl() {
    return registry.url();
  }

  public DevBroker broker() {
    return broker;
  }

  public DevRegistry registry() {
    return registry;
  }

  /** The topics that were made. */
  public TopicCatalogue catalogue() {
    return catalogue;
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
  }
}
