package com.nexora.streams.embedded;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's memory: the compacted topic {@code _schemas}, one partition.
 *
 * <p>There is one writer, because the registry lives in the process that owns the broker's data
 * directory. Before each write the topic is read to its end all the same: after a write whose
 * acknowledgement got lost (the broker was killed), memory and topic may differ, and an id given
 * twice would make records unreadable for ever.
 */
final class RegistryStore implements AutoCloseable {

  static final String TOPIC = "_schemas";

  private static final Logger log = LoggerFactory.getLogger(RegistryStore.class);
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;

  private volatile RegistryState state = RegistryState.EMPTY;

  private RegistryStore(
      final Producer<byte[], byte[]> producer, final Consumer<byte[], byte[]> consumer) {
    this.producer = producer;
    this.consumer = consumer;
  }

  /**
   * Creates the topic if need be and reads it to its end.
   *
   * @throws DevClusterException if the broker does not answer in time or holds something else
   */
  static RegistryStore open(final String bootstrapServers) {
    createTopic(bootstrapServers);
    final Map<String, Object> common =
        Map.of("bootstrap.servers", bootstrapServers, "client.id", "dev-registry");
    final RegistryStore store =
        new RegistryStore(
            new KafkaProducer<>(
                with(
                    common,
                    Map.of(
                        "acks",
                        "all",
                        "enable.idempotence",
                        "true",
                        "delivery.timeout.ms",
                        "15000",
                        "request.timeout.ms",
                        "5000",
                        "max.block.ms",
                        "15000")),
                new ByteArraySerializer(),
                new ByteArraySerializer()),
            // A short wait, since the broker answers one request of a connection at a time: a fetch
            // that waits for records would hold back the question for the topic's end.
            new KafkaConsumer<>(
                with(
                    common,
                    Map.of(
                        "enable.auto.commit",
                        "false",
                        "fetch.max.wait.ms",
                        "5",
                        "default.api.timeout.ms",
                        "15000")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    try {
      store.consumer.assign(List.of(PARTITION));
      store.consumer.seekToBeginning(List.of(PARTITION));
      store.readToEnd();
      return store;
    } catch (final KafkaException | RegistryException e) {
      store.close();
      throw new DevClusterException(
          "schema registry cannot read topic %s of %s: %s"
              .formatted(TOPIC, bootstrapServers, e.getMessage()),
          e);
    } catch (final DevClusterException e) {
      store.close();
      throw e;
    }
  }

  private static Map<String, Object> with(
      final Map<String, Object> common, final Map<String, Object> more) {
    final Map<String, Object> all = new HashMap<>(common);
    all.putAll(more);
    return all;
  }

  private static void createTopic(final String bootstrapServers) {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "default.api.timeout.ms",
                "15000",
                "request.timeout.ms",
                "5000"))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, 1, (short) 1)
                      .configs(
                          Map.of(
                              "cleanup.policy",
                              "compact",
                              "message.timestamp.type",
                              "CreateTime"))))
          .all()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw unreachable(bootstrapServers, e);
      }
    } catch (final TimeoutException e) {
      throw unreachable(bootstrapServers, e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(bootstrapServers, e);
    }
  }

  private static DevClusterException unreachable(final String servers, final Exception e) {
    return new DevClusterException(
        "schema registry cannot create topic %s on %s: %s. Check that the broker runs"
            .formatted(TOPIC, servers, e.getMessage()),
        e);
  }

  /** What is known now; never waits. */
  RegistryState state() {
    return state;
  }

  /**
   * State that holds every record written so far; call it before a decision that leads to a write.
   *
   * @throws RegistryException if the broker does not answer in time
   */
  synchronized RegistryState current() {
    try {
      readToEnd();
      return state;
    } catch (final KafkaException e) {
      throw failed("cannot be read", e);
    }
  }

  /**
   * Writes records in order and returns when the broker has them.
   *
   * @throws RegistryException if it did not confirm in time; a later try finds out what happened
   */
  synchronized void write(final List<RegistryRecord> records) {
    for (final RegistryRecord record : records) {
      try {
        producer
            .send(new ProducerRecord<>(TOPIC, 0, record.keyBytes(), record.valueBytes()))
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (final ExecutionException | TimeoutException | KafkaException e) {
        throw failed("did not take the record", e);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("was interrupted", e);
      }
    }
    current();
  }

  private static RegistryException failed(final String what, final Exception e) {
    log.atWarn().addKeyValue("topic", TOPIC).setCause(e).log("registry topic failed");
    return RegistryException.backend("topic %s %s (%s)".formatted(TOPIC, what, e.getMessage()));
  }

  private void readToEnd() {
    final long deadline = System.nanoTime() + PATIENCE.toNanos();
    final long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
    RegistryState next = state;
    while (consumer.position(PARTITION) < end) {
      if (System.nanoTime() > deadline) {
        throw RegistryException.backend("topic " + TOPIC + " was not read to its end in time");
      }
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        next = next.with(RegistryRecord.parse(record.key(), record.value(), record.offset()));
        // Kept as we go: the position has moved past these records even if a later poll fails.
        state = next;
      }
    }
  }

  @Override
  public synchronized void close() {
    producer.close(Duration.ofSeconds(2));
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}
