package com.nexora.streams.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.testkit.InMemorySchemaRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class KafkaFeedTest {

  private final AvroSerdes serdes = new AvroSerdes(new InMemorySchemaRegistry(), Map.of());
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final KafkaFeed feed = new KafkaFeed("broker:9092", producer, serdes, () -> {});

  @Test
  void shouldSendConfluentsWireFormatUnderTheCanonicalKey() throws Exception {
    // Given
    final Importable event = event("{}");

    // When
    feed.send(event);

    // Then
    final var record = producer.history().get(0);
    assertThat(record.key()).isEqualTo(EntityKey.bytes("t", "i"));
    assertThat(record.value()[0]).isZero();
    assertThat(serdes.value(NHIEvent.class).deserializer().deserialize("x", record.value()))
        .isEqualTo(event.event());
  }

  @Test
  void shouldRefuseAnEventThatGrewBeyondWhatKafkaTakes() {
    // Given
    final Importable event = event("{\"x\":\"" + "y".repeat(1_000_000) + "\"}");

    // When / Then
    assertThatThrownBy(() -> feed.send(event))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("at most 1000000");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldSayWhereStoringFailed() throws Exception {
    // Given
    feed.send(event("{}"));
    producer.errorNext(new TimeoutException("no acknowledgement"));

    // When / Then
    assertThatThrownBy(feed::flush)
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("broker:9092")
        .hasMessageContaining(Topics.NHI_EVENTS)
        .hasMessageContaining("no acknowledgement");
  }

  @Test
  void shouldGiveUpWithinSecondsWhenNoBrokerAnswers() {
    // Given
    final Map<String, Object> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");
    final long start = System.nanoTime();

    // When / Then
    assertThatThrownBy(() -> KafkaFeed.open(nowhere, Duration.ofSeconds(1)))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("no Kafka broker answers at 127.0.0.1:1");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private static Importable event(final String body) {
    return new Importable(
        Topics.NHI_EVENTS,
        EntityKey.bytes("t", "i"),
        "t",
        "e",
        1L,
        NHIEvent.newBuilder()
            .setEventId("e")
            .setTenantId("t")
            .setEntityId("i")
            .setEventType("nhi.updated")
            .setTimestamp(1L)
            .setOcsfEvent(body)
            .setMetadata(Map.of())
            .build());
  }
}
