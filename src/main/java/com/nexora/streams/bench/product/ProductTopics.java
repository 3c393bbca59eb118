package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What lies on the topics, and how far the product has committed what it read. */
final class ProductTopics implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;
  private final String group;
  private final Admin admin;

  ProductTopics(final String bootstrapServers, final String group) {
    this.bootstrapServers = bootstrapServers;
    this.group = group;
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Makes a topic of one copy. */
  void create(final String topic, final int partitions) {
    get(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all());
  }

  /** How many records of a topic the product has read and committed. */
  long committed(final String topic) {
    final Map<TopicPartition, OffsetAndMetadata> offsets =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return offsets.entrySet().stream()
        .filter(e -> e.getKey().topic().equals(topic))
        .filter(e -> e.getValue() != null)
        .mapToLong(e -> e.getValue().offset())
        .sum();
  }

  /** Where a topic ends, summed over its partitions: no fewer than its records. */
  long end(final String topic) {
    final Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    get(admin.describeTopics(List.of(topic)).allTopicNames())
        .values()
        .forEach(
            described ->
                described
                    .partitions()
                    .forEach(
                        p ->
                            latest.put(
                                new TopicPartition(topic, p.partition()), OffsetSpec.latest())));
    return get(admin.listOffsets(latest).all()).values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  /**
   * Reads a topic to its present end; aborted records are left out.
   *
   * @return how many records there were
   */
  long read(final String topic, final Consumer<ConsumerRecord<byte[], byte[]>> each) {
    final Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("isolation.level", "read_committed");
    long records = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      final List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      final List<TopicPartition> left = new ArrayList<>(partitions);
      left.removeIf(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
      while (!left.isEmpty()) {
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          each.accept(record);
          records++;
        }
        left.removeIf(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
      }
    }
    return records;
  }

  private static <T> T get(final KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (final ExecutionException e) {
      throw new BenchException("the broker says: " + e.getCause(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
