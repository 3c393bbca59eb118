package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AuditEvent;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.testkit.InMemorySchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class AdminActsTest {

  private static final AdminAct ACT =
      AdminAct.of("acme", "audit.key.rotated", "key:audit-2").at(42L).security("HIGH");

  private final AvroSerdes serdes = new AvroSerdes(new InMemorySchemaRegistry(), Map.of());

  @Test
  void shouldWriteAnActUnderItsTenantsKey() {
    // Given
    final MockProducer<byte[], byte[]> producer = producer();

    // When
    new AdminActs(producer, serdes).record(ACT);

    // Then
    assertThat(producer.history())
        .singleElement()
        .satisfies(
            sent -> {
              assertThat(sent.topic()).isEqualTo(Topics.AUDIT_ACTS);
              assertThat(sent.key()).isEqualTo("acme".getBytes(StandardCharsets.UTF_8));
              assertThat(read(sent).getSeverity()).isEqualTo("HIGH");
            });
  }

  @Test
  void shouldGiveAnActThatIsWrittenTwiceOneId() {
    // Given
    final MockProducer<byte[], byte[]> producer = producer();
    final AdminActs acts = new AdminActs(producer, serdes);

    // When
    acts.record(ACT);
    acts.record(ACT);

    // Then
    assertThat(producer.history().stream().map(this::read).map(AuditEvent::getAuditId).distinct())
        .hasSize(1);
  }

  @Test
  void shouldSayThatAnActWhichCannotBeWrittenIsNotDone() {
    // Given
    final MockProducer<byte[], byte[]> producer = producer();
    producer.sendException = new TopicAuthorizationException(Topics.AUDIT_ACTS);

    // When
    final AdminActs acts = new AdminActs(producer, serdes);

    // Then
    assertThatThrownBy(() -> acts.record(ACT)).hasMessageContaining(Topics.AUDIT_ACTS);
  }

  @Test
  void shouldLeaveItToTheCallerWhatItMeansThatAnotherProducerHasTakenOver() {
    // Given
    final MockProducer<byte[], byte[]> producer =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    final AdminActs acts = new AdminActs(producer, serdes);

    // When
    final CompletableFuture<Void> recorded = CompletableFuture.runAsync(() -> acts.record(ACT));
    while (!producer.errorNext(new InvalidProducerEpochException("an older epoch"))) {
      Thread.onSpinWait();
    }

    // Then
    assertThatThrownBy(() -> recorded.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InvalidProducerEpochException.class);
  }

  private AuditEvent read(final ProducerRecord<byte[], byte[]> sent) {
    return serdes
        .value(AuditEvent.class)
        .deserializer()
        .deserialize(sent.topic(), sent.headers(), sent.value());
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
