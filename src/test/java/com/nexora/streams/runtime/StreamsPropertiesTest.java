package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

final class StreamsPropertiesTest {

  @Test
  void shouldSendAndFetchInLargeBatchesWithoutLongWaits() {
    // When
    final StreamsConfig config = new StreamsConfig(properties(Map.of()));

    // Then
    assertThat(producer(config).get(ProducerConfig.BATCH_SIZE_CONFIG)).hasToString("131072");
    assertThat(consumer(config).get(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG)).hasToString("20");
    assertThat(consumer(config).get(ConsumerConfig.RECEIVE_BUFFER_CONFIG)).hasToString("-1");
  }

  @Test
  void shouldTakeTheOperatorsWordWhereItIsNoMatterOfCorrectness() {
    // Given
    final Map<String, String> given =
        Map.of(
            "kafka.producer.batch.size", "1000",
            "kafka.consumer.fetch.max.wait.ms", "300",
            "kafka.main.consumer.receive.buffer.bytes", "70000");

    // When
    final StreamsConfig config = new StreamsConfig(properties(given));

    // Then
    assertThat(producer(config).get(ProducerConfig.BATCH_SIZE_CONFIG)).hasToString("1000");
    assertThat(consumer(config).get(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG)).hasToString("300");
    assertThat(consumer(config).get(ConsumerConfig.RECEIVE_BUFFER_CONFIG)).hasToString("70000");
  }

  private static Properties properties(final Map<String, String> given) {
    try (RocksDbMemory memory = new RocksDbMemory(1 << 20)) {
      return StreamsProperties.of(NexoraConfig.of(given), "here:1", memory, List.of("events"));
    }
  }

  private static Map<String, Object> producer(final StreamsConfig config) {
    return config.getProducerConfigs("test");
  }

  private static Map<String, Object> consumer(final StreamsConfig config) {
    return config.getMainConsumerConfigs("group", "test", 1);
  }
}
