package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.embedded.DevBroker;
import com.nexora.streams.testkit.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: a broker that is killed, and a publisher that ends meanwhile, cost no record that
 * was taken, and not the order.
 */
@Timeout(120)
final class PublisherOutageIT {

  private static final int PART = 2_000;

  @TempDir Path dir;

  @Test
  void shouldDeliverEveryRecordInOrderWhenTheBrokerIsKilledAndThePublisherRestarted()
      throws Exception {
    try (DevBroker broker = DevBroker.start(dir.resolve("broker"), FreePorts.one(), Map.of())) {
      // Given
      createTopic(broker);
      final CountingMetrics metrics = new CountingMetrics();
      final NexoraPublisher first = NexoraPublisher.start(settings(broker), metrics);
      publish(first, 0, PART);
      await(() -> metrics.of(PublishStatus.SUCCESS) > PART / 2);

      // When
      broker.kill();
      publish(first, PART, 2 * PART);
      await(() -> metrics.of(PublishStatus.SPOOLED) >= PART);
      publish(first, 2 * PART, 3 * PART);
      first.close();
      final CountingMetrics after = new CountingMetrics();
      try (NexoraPublisher second = NexoraPublisher.start(settings(broker), after)) {
        publish(second, 3 * PART, 4 * PART);
        broker.restart();
        await(
            () -> metrics.of(PublishStatus.SUCCESS) + after.of(PublishStatus.SUCCESS) >= 4 * PART);
      }

      // Then
      final List<String> read = readAll(broker);
      assertThat(Lines.once(read)).isEqualTo(Lines.numbered(0, 4 * PART));
      assertThat(metrics.of(PublishStatus.LOST) + after.of(PublishStatus.LOST)).isZero();
    }
  }

  private PublisherSettings settings(final DevBroker broker) {
    return PublisherSettings.of(broker.bootstrapServers(), "outage")
        .withSpool(dir.resolve("spool"), 1 << 24)
        .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  private static void createTopic(final DevBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("lines", 1, (short) 1))).all().get();
    }
  }

  private static void publish(final NexoraPublisher publisher, final int from, final int to) {
    for (int i = from; i < to; i++) {
      assertThat(publisher.publish(Lines.line(i))).isTrue();
    }
  }

  private static List<String> readAll(final DevBroker broker) {
    final TopicPartition partition = new TopicPartition("lines", 0);
    final List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      final long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
      }
    }
    return values;
  }

  private static void await(final BooleanSupplier condition) throws InterruptedException {
    final long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline of the wait").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
