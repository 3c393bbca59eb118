package com.nexora.streams.bench.product;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Whoever waits for alerts: a read_committed consumer that notes when it saw each. */
final class AlertWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final HttpSchemaRegistry registry;
  private final Map<String, String> clients;
  private final List<Opened> opened = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "bench-alert-watch");
  private volatile boolean stopped;

  /**
   * An alert that was opened.
   *
   * @param entity whose, empty for a tenant's
   * @param metric what is unusual
   * @param cause id of the event that tipped it, empty if it was the passing of time
   * @param seenNanos when the consumer got it, {@link System#nanoTime}
   */
  record Opened(String entity, String metric, String cause, long seenNanos) {}

  private AlertWatch(final Map<String, String> clients) {
    this.clients = clients;
    registry = new HttpSchemaRegistry(clients);
  }

  /** Starts to watch, from the beginning of the topic. */
  static AlertWatch start(final String bootstrapServers, final String registryUrl) {
    final AlertWatch watch =
        new AlertWatch(
            Map.of("bootstrap.servers", bootstrapServers, "schema.registry.url", registryUrl));
    watch.thread.start();
    return watch;
  }

  private void run() {
    final Deserializer<AnalyticsAlert> alerts =
        new AvroSerdes(registry, clients).value(AnalyticsAlert.class).deserializer();
    final Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            String.valueOf(clients.get("bootstrap.servers")),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      final List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.ANALYTICS_ALERTS).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stopped) {
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          final long seen = System.nanoTime();
          note(alerts.deserialize(record.topic(), record.value()), seen);
        }
      }
    } catch (final RuntimeException e) {
      failure.set(e);
    }
  }

  private void note(final AnalyticsAlert alert, final long seen) {
    if ("open".equals(alert.getState())) {
      opened.add(new Opened(alert.getEntityId(), alert.getMetric(), alert.getCauseEventId(), seen));
    }
  }

  /**
   * Alerts seen so far, in order.
   *
   * @throws RuntimeException that ended the watch, if it did
   */
  List<Opened> opened() {
    final RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    return List.copyOf(opened);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    registry.close();
  }
}
