package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.topology.TopologyGraph;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance from configuration to shutdown.
 *
 * <p>The order is the point: checks that need nothing, checks that ask the cluster, the graph,
 * companions (HTTP, so that health can be asked during a long restore), the stream threads, then
 * the ticks that tell them the time. The end runs backwards, so that no request meets a closed
 * store and no record is half processed.
 */
public final class NexoraApplication implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NexoraApplication.class);
  private static final Duration POLL = Duration.ofMillis(20);

  private final NexoraConfig config;
  private final TopologyFactory factory;
  private final List<StartupCheck> extraChecks = new ArrayList<>();
  private final List<Companion> companions = new ArrayList<>();
  private final List<Companion> started = new ArrayList<>();
  private final RestoredStores restored = new RestoredStores();
  private final Health health = new Health(this::anyStoreReadable);

  private volatile @Nullable KafkaStreams streams;
  private volatile @Nullable LocalStores stores;
  private volatile @Nullable TopologyGraph graph;
  private @Nullable LastResort lastResort;
  private @Nullable RocksDbMemory memory;
  private @Nullable Ticker ticker;
  private boolean begun;
  private boolean closed;

  /**
   * @param factory builds the graph once the partition counts are known
   */
  public NexoraApplication(final NexoraConfig config, final TopologyFactory factory) {
    this.config = config;
    this.factory = factory;
  }

  /** Adds a check that runs before the start, e.g. that the schema registry answers. */
  public NexoraApplication check(final StartupCheck check) {
    extraChecks.add(check);
    return this;
  }

  /** Adds something that lives as long as the application, e.g. the HTTP server. */
  public NexoraApplication with(final Companion companion) {
    companions.add(companion);
    return this;
  }

  /** Says what happens to records at which a step fails; without it a stream thread ends. */
  public NexoraApplication with(final LastResort resort) {
    lastResort = resort;
    return this;
  }

  /**
   * Checks, then starts; returns while stores may still be restored, see {@link #awaitReady}.
   *
   * @throws StartupException if something does not hold; nothing is left running
   */
  public void start() {
    synchronized (this) {
      if (begun) {
        throw new IllegalStateException("an application starts once");
      }
      begun = true;
    }
    try {
      startInOrder();
    } catch (final RuntimeException e) {
      close();
      throw e;
    }
  }

  private void startInOrder() {
    LOG.atInfo().addKeyValue("settings", config.changed()).log("starting");
    final StartupChecks checks = new StartupChecks(config);
    StartupChecks.runAll(checks.local());
    final ClusterView cluster = checks.cluster();
    StartupChecks.runAll(extraChecks);
    final TopologySettings settings =
        config.topology(
            partitionsOf(cluster, Topics.NHI_EVENTS),
            partitionsOf(cluster, Topics.AUDIT_EVENTS),
            partitionsOf(cluster, Topics.GRC_EVENTS));
    final RocksDbMemory shared = new RocksDbMemory(config.processing().rocksDbBytes());
    memory = shared;
    final Properties properties =
        StreamsProperties.of(
            config, address(), shared, factory.batchedTopics(settings.retentionClasses()));
    if (lastResort != null) {
      lastResort.addTo(properties);
    }
    final Topology topology = factory.build(settings, new StreamsConfig(properties));
    final TopologyGraph described = TopologyGraph.of(topology.describe());
    graph = described;
    stores =
        new LocalStores(
            () -> Optional.ofNullable(streams),
            restored,
            described,
            partitions(described, cluster, settings));
    final KafkaStreams client = new KafkaStreams(topology, properties);
    client.setStateListener(health::onChange);
    client.setGlobalStateRestoreListener(restored);
    client.setUncaughtExceptionHandler(
        new ThreadReplacement(
            config.processing().threadReplacements(),
            config.processing().threadReplacementWindow(),
            Clock.systemUTC(),
            NexoraApplication::sleep));
    streams = client;
    for (final Companion companion : companions) {
      started.add(companion);
      companion.start(this);
    }
    client.start();
    final Ticker clock =
        new Ticker(
            () -> Ticker.ownedBy(client),
            new KafkaProducer<>(StreamsProperties.ticker(config)),
            instance());
    ticker = clock;
    clock.start(config.processing().tickInterval());
  }

  /** Waits until requests can be served; false if time is up or the threads stopped before. */
  public boolean awaitReady(final Duration limit) {
    final long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
      if (health.ready().ok()) {
        return true;
      }
      if (health.state().hasCompletedShutdown()) {
        return false;
      }
      sleep(POLL);
    }
    return health.ready().ok();
  }

  /**
   * Waits until the stream threads have stopped for good.
   *
   * @return the state in which they stopped: ERROR if they died
   */
  public KafkaStreams.State awaitEnd() throws InterruptedException {
    return health.awaitEnd();
  }

  /** Closes the instance when the process is asked to end. */
  public NexoraApplication closeOnShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "nexora-shutdown"));
    return this;
  }

  /** Stops taking work, finishes what is under way and stops; a second call does nothing. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    health.drain();
    for (int i = started.size() - 1; i >= 0; i--) {
      try {
        started.get(i).close();
      } catch (final RuntimeException e) {
        LOG.atWarn().setCause(e).log("companion did not close cleanly");
      }
    }
    if (ticker != null) {
      ticker.close();
    }
    if (closeStreams() && memory != null) {
      memory.close();
    }
    health.end();
    LOG.info("stopped");
  }

  /** Whether every thread stopped, so that no store is open any more. */
  private boolean closeStreams() {
    final KafkaStreams client = streams;
    if (client == null) {
      return true;
    }
    final ProcessingSettings processing = config.processing();
    final boolean leave = processing.leaveGroup() || config.instanceId().isEmpty();
    final boolean inTime =
        client.close(
            org.apache.kafka.streams.CloseOptions.timeout(processing.shutdownTimeout())
                .withGroupMembershipOperation(
                    leave
                        ? org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                        : org.apache.kafka.streams.CloseOptions.GroupMembershipOperation
                            .REMAIN_IN_GROUP));
    if (!inTime) {
      LOG.atWarn()
          .addKeyValue("timeoutMs", processing.shutdownTimeout().toMillis())
          .log("stream threads did not stop in time; the next start restores from the changelogs");
    }
    return inTime;
  }

  /** The settings of the instance. */
  public NexoraConfig config() {
    return config;
  }

  /** Whether it lives and whether it can serve. */
  public Health health() {
    return health;
  }

  /**
   * Kafka Streams' state, from the client itself: its listener hears of a change a moment later.
   */
  public KafkaStreams.State state() {
    final KafkaStreams client = streams;
    return client == null ? health.state() : client.state();
  }

  /**
   * The running client.
   *
   * @throws IllegalStateException before the start
   */
  public KafkaStreams streams() {
    return begunOrThrow(streams);
  }

  /**
   * The stores that can be read here.
   *
   * @throws IllegalStateException before the start
   */
  public LocalStores stores() {
    return begunOrThrow(stores);
  }

  /**
   * The graph that runs.
   *
   * @throws IllegalStateException before the start
   */
  public TopologyGraph graph() {
    return begunOrThrow(graph);
  }

  /** Name of this instance in answers and logs. */
  public String instance() {
    return config.instanceId().orElseGet(() -> config.applicationId() + "@" + host());
  }

  private static <T> T begunOrThrow(final @Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the application has not started");
    }
    return part;
  }

  private boolean anyStoreReadable() {
    final LocalStores open = stores;
    return open != null && open.anyReadable();
  }

  private String address() {
    return host() + ":" + config.http().port();
  }

  private String host() {
    return config.http().advertisedHost().orElseGet(NexoraApplication::machine);
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (final UnknownHostException e) {
      return "localhost";
    }
  }

  private static int partitionsOf(final ClusterView cluster, final String topic) {
    final Integer partitions = cluster.partitions().get(topic);
    if (partitions == null) {
      throw new StartupException(
          "topic " + topic + " does not exist. Run \"nexora topics apply\" to make it.");
    }
    return partitions;
  }

  /** A part has as many tasks as its largest input; one fed by a hop alone is keyed by tenant. */
  private static Map<Integer, Integer> partitions(
      final TopologyGraph graph, final ClusterView cluster, final TopologySettings settings) {
    final Map<Integer, Integer> partitions = new HashMap<>();
    for (final TopologyGraph.Part part : graph.parts()) {
      final int most =
          part.reads().stream()
              .mapToInt(topic -> cluster.partitions().getOrDefault(topic, 0))
              .max()
              .orElse(0);
      partitions.put(part.id(), most > 0 ? most : settings.tenantPartitions());
    }
    return partitions;
  }

  private static void sleep(final Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
