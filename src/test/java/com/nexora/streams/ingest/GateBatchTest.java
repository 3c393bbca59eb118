package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.Batches;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records that pass Kafka Streams as one are decided about one by one. */
final class GateBatchTest {

  private final TopologyTestKit kit = OpenGate.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldLetInEveryGoodRecordOfABatchInItsOrder() {
    // Given
    final ConsumerRecord<byte[], byte[]> batch =
        Batches.of(valid("t-1", 40), poison(41), valid("t-2", 42), valid("t-1", 43));

    // When
    pipe(batch);

    // Then
    assertThat(OpenGate.threats(kit).readAll())
        .extracting(ThreatEvent::getThreatId)
        .containsExactly("t-1", "t-2");
    assertThat(OpenGate.count(kit, "duplicates-removed-total", "threat")).isEqualTo(1);
  }

  @Test
  void shouldNameTheOffsetOfTheRecordItselfInADeadLetter() {
    // Given
    final ConsumerRecord<byte[], byte[]> batch =
        Batches.of(valid("t-1", 40), poison(41), valid("t-2", 42));

    // When
    pipe(batch);

    // Then
    assertThat(kit.deadLetters(Topics.THREAT_EVENTS).readAll())
        .singleElement()
        .returns(41L, DeadLetter::getOriginalOffset)
        .returns(Topics.THREAT_EVENTS, DeadLetter::getOriginalTopic)
        .returns(List.of(), DeadLetter::getHeaders);
  }

  @Test
  void shouldMoveAStrayRecordOfABatchToItsPartition() {
    // Given
    final ConsumerRecord<byte[], byte[]> stray =
        record(41, "elsewhere".getBytes(StandardCharsets.UTF_8), encoded("t-2"));

    // When
    pipe(Batches.of(valid("t-1", 40), stray));

    // Then
    assertThat(OpenGate.threats(kit).readAll())
        .extracting(ThreatEvent::getThreatId)
        .containsExactlyInAnyOrder("t-1", "t-2");
    assertThat(OpenGate.count(kit, "rekeyed-total", "threat")).isEqualTo(1);
  }

  private void pipe(final ConsumerRecord<byte[], byte[]> record) {
    kit.threats()
        .raw(Topics.THREAT_EVENTS, record.key(), record.value(), record.headers(), kit.now());
  }

  private ConsumerRecord<byte[], byte[]> valid(final String threatId, final long offset) {
    final ThreatEvent event = threat(threatId).build();
    final byte[] key = EntityKey.bytes(event.getTenantId(), event.getEntityId());
    return record(offset, key, kit.threats().encode(event));
  }

  private byte[] encoded(final String threatId) {
    return kit.threats().encode(threat(threatId).build());
  }

  private ConsumerRecord<byte[], byte[]> poison(final long offset) {
    return record(offset, null, new byte[] {1, 2, 3});
  }

  private ConsumerRecord<byte[], byte[]> record(
      final long offset, final byte[] key, final byte[] value) {
    return Batches.record(Topics.THREAT_EVENTS, offset, kit.now(), key, value);
  }
}
