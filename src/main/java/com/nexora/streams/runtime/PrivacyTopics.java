package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.LegalHold;
import com.nexora.streams.catalogue.SuspendedExpiry;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.EraseOrder;
import com.nexora.streams.privacy.Erasure;
import com.nexora.streams.privacy.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads holds, orders and answers from their topics, committed records only, from the beginning to
 * the present end. The topics are small: a record per hold, and per task and order.
 */
final class PrivacyTopics {

  private static final Logger log = LoggerFactory.getLogger(PrivacyTopics.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int FETCH_WAIT_MS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Map<String, Object> settings;

  /**
   * @param clients settings of Kafka clients; those that no consumer has are left out
   */
  PrivacyTopics(final Map<String, Object> clients) {
    settings = settings(clients, "nexora-privacy");
  }

  private static Map<String, Object> settings(
      final Map<String, Object> clients, final String clientId) {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.keySet().retainAll(ConsumerConfig.configNames());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Behind the last record stands a marker of its transaction, which a fetch waits out in vain.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    return settings;
  }

  /** A consumer of such topics, of no group. */
  static KafkaConsumer<byte[], byte[]> consumer(
      final Map<String, Object> clients, final String clientId) {
    return consumer(clients, clientId, "read_committed");
  }

  /** As {@link #consumer(Map, String)}, with an isolation level by Kafka's name. */
  static KafkaConsumer<byte[], byte[]> consumer(
      final Map<String, Object> clients, final String clientId, final String isolation) {
    final Map<String, Object> settings = settings(clients, clientId);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * What stands.
   *
   * @param holds by tenant and id
   * @param suspended what expiry was before the first of them
   */
  record Standing(List<LegalHold> holds, List<SuspendedExpiry> suspended) {}

  /** The holds that stand, and the expiry that they suspended. */
  Standing standing() {
    final Map<String, LegalHold> holds = new TreeMap<>();
    final Map<String, SuspendedExpiry> suspended = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      read(
          consumer,
          partitions(consumer, Topics.PRIVACY_HOLDS),
          record -> {
            final String key = java.util.HexFormat.of().formatHex(record.key());
            final byte[] value = record.value();
            if (value == null) {
              holds.remove(key);
              suspended.remove(key);
            } else {
              parse(
                  record,
                  () -> {
                    if (SuspendedExpiry.isOne(value)) {
                      suspended.put(key, SuspendedExpiry.parse(value));
                    } else {
                      holds.put(key, LegalHold.parse(value));
                    }
                  });
            }
          });
    }
    return new Standing(List.copyOf(holds.values()), List.copyOf(suspended.values()));
  }

  /** All orders that are still kept, with the answers to them. */
  List<Erasure> erasures() {
    final Map<String, Erasure> all = new LinkedHashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      final int expected = expected(consumer);
      // Every partition holds the same orders; one that was only half sent is seen, too.
      read(
          consumer,
          partitions(consumer, Topics.PRIVACY_ERASURES),
          record ->
              parse(
                  record,
                  () -> {
                    final EraseOrder order = EraseOrder.parse(record.value());
                    all.putIfAbsent(order.id(), Erasure.of(order, expected));
                  }));
      read(
          consumer,
          partitions(consumer, Topics.PRIVACY_ANSWERS),
          record ->
              parse(
                  record,
                  () -> {
                    final EraseOrder.Answer answer = EraseOrder.Answer.parse(record.value());
                    all.computeIfPresent(answer.order(), (id, erasure) -> erasure.with(answer));
                  }));
    }
    return List.copyOf(all.values());
  }

  /** Waits for the answers to an order. */
  Erasure await(final EraseOrder order, final Duration wait) {
    final long deadline = System.nanoTime() + wait.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      final List<Erasure> last = new ArrayList<>(List.of(Erasure.of(order, expected(consumer))));
      final Collection<TopicPartition> partitions = partitions(consumer, Topics.PRIVACY_ANSWERS);
      consumer.assign(partitions);
      consumer
          .offsetsForTimes(times(partitions, order.requestedAt() - 60_000))
          .forEach(
              (partition, found) -> {
                if (found == null) {
                  consumer.seekToEnd(List.of(partition));
                } else {
                  consumer.seek(partition, found.offset());
                }
              });
      while (!last.get(0).complete() && System.nanoTime() < deadline) {
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          parse(
              record,
              () -> {
                final EraseOrder.Answer answer = EraseOrder.Answer.parse(record.value());
                if (answer.order().equals(order.id())) {
                  last.set(0, last.get(0).with(answer));
                }
              });
        }
      }
      return last.get(0);
    }
  }

  private static Map<TopicPartition, Long> times(
      final Collection<TopicPartition> partitions, final long time) {
    final Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, time));
    return times;
  }

  private static int expected(final KafkaConsumer<byte[], byte[]> consumer) {
    int expected = 0;
    for (final Intake intake : Intake.values()) {
      expected += partitions(consumer, intake.orders()).size();
    }
    return expected;
  }

  static List<TopicPartition> partitions(
      final KafkaConsumer<byte[], byte[]> consumer, final String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Reads partitions from their beginnings to their present ends. */
  static void read(
      final KafkaConsumer<byte[], byte[]> consumer,
      final Collection<TopicPartition> partitions,
      final Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    final long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new org.apache.kafka.common.errors.TimeoutException(
            "cannot read "
                + partitions
                + " to their ends within "
                + PATIENCE.toSeconds()
                + " s; try again");
      }
      consumer.poll(POLL).forEach(reader);
    }
  }

  private static void parse(final ConsumerRecord<byte[], byte[]> record, final Runnable reading) {
    try {
      reading.run();
    } catch (final IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("a record cannot be read and was skipped");
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
