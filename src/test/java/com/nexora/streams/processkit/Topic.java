package com.nexora.streams.processkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning to its present end, as a consumer of committed data sees it. */
public final class Topic {

  private Topic() {}

  /** Committed records by partition, in order: all of a topic that is known to be small. */
  public static Map<Integer, List<ConsumerRecord<byte[], byte[]>>> read(
      final String bootstrapServers, final String topic) {
    final Map<Integer, List<ConsumerRecord<byte[], byte[]>>> records = new TreeMap<>();
    each(
        bootstrapServers,
        topic,
        r -> records.computeIfAbsent(r.partition(), k -> new ArrayList<>()).add(r));
    return records;
  }

  /** How many committed records there are. */
  public static int count(final String bootstrapServers, final String topic) {
    final AtomicInteger count = new AtomicInteger();
    each(bootstrapServers, topic, r -> count.incrementAndGet());
    return count.get();
  }

  /**
   * Shows every committed record and waits for more until the visitor has seen enough.
   *
   * @param visitor whether it wants more
   * @return whether the visitor had enough before time was up
   */
  public static boolean follow(
      final String bootstrapServers,
      final String topic,
      final Duration limit,
      final Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
    final long deadline = System.nanoTime() + limit.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
      final List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (System.nanoTime() < deadline) {
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (!visitor.test(record)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  /** Shows every committed record, those of a partition in order, and keeps none. */
  public static void each(
      final String bootstrapServers,
      final String topic,
      final Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
      final List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      final long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("could not read " + topic + " to its end " + ends);
        }
        consumer.poll(Duration.ofMillis(200)).forEach(visitor);
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(final String bootstrapServers) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      final KafkaConsumer<byte[], byte[]> consumer, final String topic) {
    final List<TopicPartition> partitions = new ArrayList<>();
    for (final PartitionInfo info : consumer.partitionsFor(topic)) {
      partitions.add(new TopicPartition(topic, info.partition()));
    }
    return partitions;
  }
}
