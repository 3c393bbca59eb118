package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.catalogue.Topics;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TickerTest {

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void shouldTickOnceOnEveryPartitionThatItOwns() throws Exception {
    // Given
    try (Ticker ticker = ticker(() -> Set.of(0, 3))) {
      // When
      ticker.tick();

      // Then
      assertThat(producer.history())
          .allMatch(tick -> tick.topic().equals(Topics.CLOCK_TICKS))
          .allMatch(tick -> tick.key() == null)
          .allMatch(tick -> new String(tick.value()).equals("pod-0"))
          .extracting(ProducerRecord::partition)
          .containsExactlyInAnyOrder(0, 3);
      assertThat(counted("sent")).isEqualTo(2.0);
    }
  }

  @Test
  void shouldCountATickThatTheBrokerRefusesAndWriteTheNextOne() throws Exception {
    // Given
    try (Ticker ticker = ticker(() -> Set.of(1))) {
      producer.sendException = new IllegalStateException("broker is away");
      ticker.tick();
      producer.sendException = null;

      // When
      ticker.tick();

      // Then
      assertThat(producer.history()).hasSize(1);
      assertThat(counted("failed")).isEqualTo(1.0);
    }
  }

  @Test
  @Timeout(20)
  void shouldGoOnTickingAfterItCouldNotTellWhatItOwns() throws Exception {
    // Given
    final AtomicInteger asked = new AtomicInteger();
    final Supplier<Set<Integer>> owned =
        () -> {
          if (asked.getAndIncrement() == 0) {
            throw new IllegalStateException("not started");
          }
          return Set.of(0);
        };
    try (Ticker ticker = ticker(owned)) {
      // When
      ticker.start(Duration.ofMillis(5));

      // Then
      while (producer.history().isEmpty()) {
        Thread.sleep(5);
      }
      assertThat(counted("failed")).isEqualTo(1.0);
    }
  }

  @Test
  void shouldRefuseToTickAllTheTime() {
    // When // Then
    assertThatThrownBy(() -> NexoraConfig.of(Map.of("tick.interval.ms", "99")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("tick.interval.ms = 99");
  }

  private Ticker ticker(final Supplier<Set<Integer>> partitions) {
    return new Ticker(partitions, producer, "pod-0");
  }

  private static Object counted(final String result) throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .getAttribute(
            new ObjectName(
                "kafka.streams:type=nexora-clock-metrics,instance=pod-0,result=" + result),
            "ticks-total");
  }
}
