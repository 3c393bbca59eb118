package com.nexora.streams.bench.analytics;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.EventFold;
import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.Running;
import com.nexora.streams.bench.Variant;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The floor: a consumer that decodes the same events the same way and keeps the same panes in hash
 * maps. No state that survives, no transaction, no gate.
 */
public final class PlainConsumer implements Variant {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long MINUTE_MS = 60_000;

  @Override
  public Running start(final Job job) {
    return new Consumers(job);
  }

  /** Whose minute. */
  private record PaneId(Owner owner, long minute) {}

  private static final class Consumers implements Running {

    private final Job job;
    private final HttpSchemaRegistry registry;
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Consumers(final Job job) {
      this.job = job;
      final Map<String, Object> clients =
          Map.of(
              "bootstrap.servers", job.bootstrapServers(),
              "schema.registry.url", job.registryUrl());
      registry = new HttpSchemaRegistry(clients);
      final Deserializer<AgentEvent> values =
          new AvroSerdes(registry, clients).value(AgentEvent.class).deserializer();
      final List<List<Integer>> shares = new ArrayList<>();
      for (int i = 0; i < job.threads(); i++) {
        shares.add(new ArrayList<>());
      }
      job.ends().keySet().forEach(p -> shares.get(p % job.threads()).add(p));
      for (final List<Integer> share : shares) {
        workers.add(new Worker(job, share, values));
      }
      workers.forEach(
          worker -> {
            worker.setUncaughtExceptionHandler((thread, e) -> failure.compareAndSet(null, e));
            worker.start();
          });
    }

    @Override
    public long processed() {
      final Throwable failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException("a consumer died", failed);
      }
      return workers.stream().mapToLong(worker -> worker.count).sum();
    }

    @Override
    public Map<Integer, Long> drain() throws InterruptedException {
      final Map<Integer, Long> taken = new TreeMap<>();
      for (final Worker worker : workers) {
        worker.stopped = true;
        worker.join();
        taken.putAll(worker.taken);
      }
      processed();
      return taken;
    }

    @Override
    public List<WindowRow> windows(final List<Owner> owners) {
      return PaneWindows.of(owners, job.at(), this::panes);
    }

    private List<byte[]> panes(final Owner owner, final long from, final long to) {
      final List<byte[]> found = new ArrayList<>();
      for (final Worker worker : workers) {
        for (long minute = from; minute < to; minute += MINUTE_MS) {
          final byte[] pane = worker.panes.get(new PaneId(owner, minute));
          if (pane != null) {
            found.add(pane);
          }
        }
      }
      return found;
    }

    @Override
    public void close() {
      registry.close();
    }
  }

  /** One consumer of some partitions. */
  private static final class Worker extends Thread {

    private final Job job;
    private final List<TopicPartition> partitions;
    private final Deserializer<AgentEvent> values;
    private final EventFold fold = new EventFold(MetricPaths.defaults());
    private final Map<PaneId, byte[]> panes = new HashMap<>();
    private final Map<Integer, Long> taken = new HashMap<>();
    private volatile long count;
    private volatile boolean stopped;

    Worker(final Job job, final List<Integer> share, final Deserializer<AgentEvent> values) {
      super("plain-consumer");
      this.job = job;
      this.partitions = share.stream().map(p -> new TopicPartition(job.topic(), p)).toList();
      this.values = values;
    }

    @Override
    public void run() {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              config(job), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!stopped) {
          long polled = 0;
          for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            count(record);
            polled++;
          }
          count = count + polled;
        }
        partitions.forEach(p -> taken.put(p.partition(), consumer.position(p)));
      }
    }

    private void count(final ConsumerRecord<byte[], byte[]> record) {
      final AgentEvent event = values.deserialize(record.topic(), record.headers(), record.value());
      fold.read(event);
      final long minute = Math.floorDiv(event.getTimestamp(), MINUTE_MS) * MINUTE_MS;
      final String tenant = event.getTenantId();
      add(new PaneId(new Owner(tenant, event.getAgentId()), minute), record.timestamp());
      add(new PaneId(new Owner(tenant, null), minute), record.timestamp());
    }

    private void add(final PaneId id, final long arrival) {
      panes.put(id, fold.addTo(panes.get(id), arrival));
    }

    private static Map<String, Object> config(final Job job) {
      return Map.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
          job.bootstrapServers(),
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_committed",
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          1_000,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false);
    }
  }
}
