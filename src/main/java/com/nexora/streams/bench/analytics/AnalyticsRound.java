package com.nexora.streams.bench.analytics;

import com.nexora.streams.bench.Bench;
import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.JobFile;
import com.nexora.streams.bench.Measurement;
import com.nexora.streams.bench.Profile;
import com.nexora.streams.bench.VariantSpec;
import com.nexora.streams.bench.WorkerProcess;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.embedded.BrokerJvm;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.ProcessingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** A broker that holds one load, and the runs over it. */
final class AnalyticsRound implements AutoCloseable {

  private static final Duration BEFORE_NOW = Duration.ofSeconds(10);
  private static final long MINUTE_MS = 60_000;
  private static final Duration SPAN = Duration.ofMinutes(5);
  private static final Duration RUN_LIMIT = Duration.ofMinutes(10);

  private final BenchContext context;
  private final Path directory;
  private final DevCluster cluster;
  private final TopicLoader.Loaded load;
  private final int agents;

  private AnalyticsRound(
      final BenchContext context,
      final Path directory,
      final DevCluster cluster,
      final TopicLoader.Loaded load,
      final int agents) {
    this.context = context;
    this.directory = directory;
    this.cluster = cluster;
    this.load = load;
    this.agents = agents;
  }

  /** Starts the broker and loads the events. */
  static AnalyticsRound open(final BenchContext context, final int agents) {
    final Path directory = context.directory().resolve("analytics-" + agents);
    Bench.deleteTree(directory);
    context.progress().accept("starting a broker in " + directory);
    final DevCluster cluster =
        DevCluster.start(directory.resolve("cluster"), DevPorts.free(), Map.of(), BrokerJvm.SERVER);
    try {
      return new AnalyticsRound(
          context, directory, cluster, load(context, cluster, agents), agents);
    } catch (final RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static TopicLoader.Loaded load(
      final BenchContext context, final DevCluster cluster, final int agents) {
    final long events = context.options().events();
    final int partitions = cluster.catalogue().entityPartitions();
    final Map<String, Object> clients =
        Map.of(
            "bootstrap.servers", cluster.bootstrapServers(),
            "schema.registry.url", cluster.registryUrl());
    // Whole minutes: else the last one has few events, and none of some agent.
    final long to = (System.currentTimeMillis() - BEFORE_NOW.toMillis()) / MINUTE_MS * MINUTE_MS;
    final long from = to - SPAN.toMillis();
    final TopicLoader.Loaded loaded =
        new TopicLoader(clients, Topics.PERFORMANCE_EVENTS, partitions)
            .load(
                new Workload(agents, events, from, SPAN.toMillis()),
                agents,
                n -> context.progress().accept("loaded %,d of %,d events".formatted(n, events)));
    context
        .progress()
        .accept("%,d events of %,d agents are on the topic".formatted(loaded.events(), agents));
    return loaded;
  }

  TopicLoader.Loaded load() {
    return load;
  }

  /**
   * Runs a variant once and checks what it counted.
   *
   * @throws BenchException if it fails, or counted wrongly
   */
  Measurement run(final VariantSpec variant, final int round) {
    final String runId = "bench-%s-%d-%d".formatted(variant.name(), agents, round);
    final Path place = directory.resolve(runId);
    final Path recording = place.resolve("profile.jfr");
    final Job job = job(variant, runId, place, recording);
    final WorkerProcess.Outcome outcome;
    try {
      Files.createDirectories(job.stateDir());
      outcome =
          new WorkerProcess(variant, place.resolve("worker.log"), cluster.broker().pid(), RUN_LIMIT)
              .run(JobFile.write(place.resolve("job.json"), job));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Bench.deleteTree(place.resolve("state"));
      deleteTopics(runId);
    }
    check(variant, outcome);
    final Measurement measured = outcome.measurement();
    context
        .progress()
        .accept(
            "round %d, %,d agents, %s: %.2f us CPU per event, broker %.2f us, %,.0f events/s"
                .formatted(
                    round,
                    agents,
                    variant.name(),
                    measured.appCpuMicrosPerEvent(),
                    measured.brokerCpuMicrosPerEvent(),
                    measured.eventsPerSecond()));
    if (context.options().profile()) {
      Profile.write(place, runId, measured);
      context.progress().accept("profile in " + place.resolve("profile.txt") + " and .html");
    }
    return measured;
  }

  private Job job(
      final VariantSpec variant, final String runId, final Path place, final Path recording) {
    final ProcessingSettings shipped = NexoraConfig.of(settings()).processing();
    return new Job(
        variant.className(),
        cluster.bootstrapServers(),
        cluster.registryUrl(),
        Topics.PERFORMANCE_EVENTS,
        load.ends(),
        load.counts(),
        context.options().warmup(),
        context.options().capSeconds(),
        runId,
        place.resolve("state"),
        shipped.threads(),
        shipped.cacheBytes() + shipped.bufferBytes(),
        shipped.commitInterval().toMillis(),
        load.at(),
        load.expectations().owners(),
        context.options().profile() ? recording.toString() : "",
        Map.of());
  }

  private Map<String, String> settings() {
    return Map.of(
        "kafka.bootstrap.servers", cluster.bootstrapServers(),
        "schema.registry.url", cluster.registryUrl());
  }

  private void check(final VariantSpec variant, final WorkerProcess.Outcome outcome) {
    final List<String> problems =
        variant.countsOnly()
            ? List.of()
            : load.expectations().problems(outcome.windows(), outcome.taken());
    if (!problems.isEmpty()) {
      throw new BenchException(
          "%s counted wrongly:\n- %s".formatted(variant.name(), String.join("\n- ", problems)));
    }
  }

  /** What a run leaves in the broker would cost the next one. */
  private void deleteTopics(final String runId) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      final List<String> own =
          admin.listTopics().names().get().stream().filter(t -> t.startsWith(runId)).toList();
      admin.deleteTopics(own).all().get();
    } catch (final ExecutionException e) {
      throw new BenchException("the topics of " + runId + " could not be deleted: " + e, e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    cluster.close();
    if (!context.options().profile()) {
      Bench.deleteTree(directory.resolve("cluster"));
    }
  }
}
