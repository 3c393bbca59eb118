package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down that time passes, on every partition that this instance works on.
 *
 * <p>Whatever time decides, such as that a minute is over or that an agent has fallen silent, is
 * decided by these records and never by a clock in the topology: so it happens where no event comes
 * in, and a replay of the log decides the same. A tick too many or too few is harmless; hence a
 * plain producer outside the transactions, and a failure is logged and made good by the next tick.
 */
final class Ticker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Supplier<Set<Integer>> partitions;
  private final Producer<byte[], byte[]> producer;
  private final TickMetrics metrics;
  private final byte[] writer;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            final Thread thread = new Thread(task, "nexora-ticker");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param partitions partitions of the tick topic that are to be written to now
   * @param producer is closed with this
   * @param instance name of the instance, the value of its ticks
   */
  Ticker(
      final Supplier<Set<Integer>> partitions,
      final Producer<byte[], byte[]> producer,
      final String instance) {
    this.partitions = partitions;
    this.producer = producer;
    this.metrics = new TickMetrics(instance);
    this.writer = instance.getBytes(StandardCharsets.UTF_8);
  }

  /** Ticks from now on. */
  void start(final Duration interval) {
    timer.scheduleWithFixedDelay(this::tick, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Writes one tick to each partition; never throws. */
  void tick() {
    try {
      for (final int partition : partitions.get()) {
        producer.send(
            new ProducerRecord<>(Topics.CLOCK_TICKS, partition, null, writer),
            (sent, error) -> done(partition, error));
      }
    } catch (final RuntimeException e) {
      failed(-1, e);
    }
  }

  private void done(final int partition, final @Nullable Exception error) {
    if (error == null) {
      metrics.sent();
    } else {
      failed(partition, error);
    }
  }

  private void failed(final int partition, final Exception error) {
    metrics.failed();
    LOG.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("error", error.toString())
        .log("a tick could not be written; the next one makes up for it");
  }

  @Override
  public void close() {
    timer.shutdownNow();
    producer.close(CLOSE_WITHIN);
    metrics.close();
  }

  /** Partitions of the tick topic that belong to the active tasks of a client. */
  static Set<Integer> ownedBy(final KafkaStreams streams) {
    return ownedBy(streams, Topics.CLOCK_TICKS);
  }

  /** Partitions of a topic that belong to the active tasks of a client. */
  static Set<Integer> ownedBy(final KafkaStreams streams, final String topic) {
    final Set<Integer> owned = new TreeSet<>();
    for (final ThreadMetadata thread : streams.metadataForLocalThreads()) {
      for (final TaskMetadata task : thread.activeTasks()) {
        for (final TopicPartition partition : task.topicPartitions()) {
          if (partition.topic().equals(topic)) {
            owned.add(partition.partition());
          }
        }
      }
    }
    return owned;
  }
}
