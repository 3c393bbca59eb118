package com.nexora.streams.bench.analytics;

import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.Running;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.runtime.ConfigKeys;
import com.nexora.streams.runtime.HttpKeys;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.runtime.TopologyFactory;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/**
 * A topology at work, whoever wrote it, in the runtime and with the settings that we ship.
 *
 * <p>How far it is, it says itself: Kafka Streams counts the records that it takes from each topic.
 * So nothing is added to what is measured.
 */
final class StreamsRunning implements Running {

  private static final Duration END = Duration.ofMinutes(5);
  private static final long POLL_MS = 20;

  private final Job job;
  private final NexoraApplication application;
  private final boolean gated;
  private final HttpSchemaRegistry registry;
  private final Map<String, Long> internal;
  private final Intake intake;
  private final BiFunction<ReadableStores, List<Owner>, List<WindowRow>> windows;
  private final Map<String, List<Metric>> consumed = new HashMap<>();

  /**
   * @param gated whether our gate reads the events
   * @param internal see {@link #start}
   */
  private StreamsRunning(
      final Job job,
      final NexoraApplication application,
      final boolean gated,
      final HttpSchemaRegistry registry,
      final Map<String, Long> internal,
      final Intake intake,
      final BiFunction<ReadableStores, List<Owner>, List<WindowRow>> windows) {
    this.job = job;
    this.application = application;
    this.gated = gated;
    this.registry = registry;
    this.internal = internal;
    this.intake = intake;
    this.windows = windows;
  }

  /** Builds the graph. */
  @FunctionalInterface
  interface Graph {
    TopologyFactory with(AvroSerdes serdes);
  }

  /**
   * Starts.
   *
   * @param internal other topics of the topology that must be read to the end, by a part of their
   *     names: how many records each gets when all events are taken in
   * @param intake stops the intake; one that cannot stop lets all events through
   * @param windows reads the results
   */
  static StreamsRunning start(
      final Job job,
      final Graph graph,
      final Map<String, Long> internal,
      final Intake intake,
      final BiFunction<ReadableStores, List<Owner>, List<WindowRow>> windows) {
    final NexoraConfig config = NexoraConfig.of(settings(job));
    final HttpSchemaRegistry registry = new HttpSchemaRegistry(config.schemaRegistry());
    final AvroSerdes serdes = new AvroSerdes(registry, config.schemaRegistry());
    final TopologyFactory factory = graph.with(serdes);
    final NexoraApplication application = new NexoraApplication(config, factory);
    application.start();
    final boolean gated =
        factory.batchedTopics(RetentionClasses.onlyDefault()).contains(job.topic());
    return new StreamsRunning(job, application, gated, registry, internal, intake, windows);
  }

  private static Map<String, String> settings(final Job job) {
    return Map.of(
        ConfigKeys.APPLICATION_ID, job.runId(),
        ConfigKeys.BOOTSTRAP_SERVERS, job.bootstrapServers(),
        ConfigKeys.REGISTRY_URL, job.registryUrl(),
        ConfigKeys.STATE_DIR, job.stateDir().toString(),
        ConfigKeys.TOPICS_PROFILE, "dev",
        HttpKeys.HTTP_PORT, "0",
        ConfigKeys.THREADS, Integer.toString(job.threads()),
        // What ours divides into a cache and buffers; ours has no store with a cache here.
        ConfigKeys.CACHE_BYTES, Long.toString(job.cacheBytes()),
        ConfigKeys.COMMIT_INTERVAL, Long.toString(job.commitMs()),
        ConfigKeys.COMMIT_BACKLOG_INTERVAL, Long.toString(job.commitMs()));
  }

  @Override
  public long processed() {
    final KafkaStreams.State state = application.state();
    if (state.hasStartedOrFinishedShuttingDown()) {
      throw new IllegalStateException("the stream threads died");
    }
    long least = consumed(job.topic());
    for (final Map.Entry<String, Long> topic : internal.entrySet()) {
      // As events of the input: the last record counts for all of them.
      final long all = topic.getValue();
      least = Math.min(least, all == 0 ? least : consumed(topic.getKey()) * job.events() / all);
    }
    return least;
  }

  /** Looks for the counters until every partition has one; then only reads them. */
  private long consumed(final String topic) {
    List<Metric> counters = consumed.getOrDefault(topic, List.of());
    if (counters.size() < job.ends().size()) {
      counters = new ArrayList<>();
      for (final Metric metric : application.streams().metrics().values()) {
        if (isOf(topic, metric.metricName())) {
          counters.add(metric);
        }
      }
      consumed.put(topic, counters);
    }
    double sum = 0;
    for (final Metric counter : counters) {
      sum += (double) counter.metricValue();
    }
    return (long) sum;
  }

  /**
   * Kafka Streams counts what it takes from a topic; of a topic that comes in batches, our gate
   * counts the events.
   */
  private boolean isOf(final String topic, final MetricName metric) {
    final String name = metric.tags().getOrDefault("topic", "");
    if (gated && topic.equals(job.topic())) {
      return "accepted-total".equals(metric.name()) && "agent".equals(metric.tags().get("family"));
    }
    return "stream-topic-metrics".equals(metric.group())
        && "records-consumed-total".equals(metric.name())
        && (topic.equals(job.topic()) ? name.equals(topic) : name.contains(topic));
  }

  @Override
  public Map<Integer, Long> drain() throws InterruptedException {
    intake.stop();
    await("all events are read", () -> consumed(job.topic()) >= job.events());
    final Map<Integer, Long> taken = intake.taken(job.ends());
    final long events = taken.values().stream().mapToLong(Long::longValue).sum();
    for (final String topic : internal.keySet()) {
      final long records = events == job.events() ? internal.getOrDefault(topic, 0L) : events;
      await("topic " + topic + " is read", () -> consumed(topic) >= records);
    }
    // What was read last is in the stores after the next commit.
    Thread.sleep(5 * job.commitMs());
    if (application.state() != KafkaStreams.State.RUNNING) {
      throw new IllegalStateException("the stream threads are " + application.state());
    }
    return taken;
  }

  private static void await(final String what, final BooleanSupplier condition)
      throws InterruptedException {
    final long deadline = System.nanoTime() + END.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited for " + END + " until " + what);
      }
      Thread.sleep(POLL_MS);
    }
  }

  @Override
  public List<WindowRow> windows(final List<Owner> owners) {
    return windows.apply(application.stores(), owners);
  }

  @Override
  public void close() {
    application.close();
    registry.close();
  }
}
