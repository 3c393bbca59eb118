package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.Batches;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Acts that pass Kafka Streams as one are sealed one by one. */
final class SequencerBatchTest {

  private static final Duration REMEMBERED = Duration.ofDays(90);

  private final TopologyTestKit kit = SequencerTopologyTest.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldSealTheSameBytesAsIfTheActsOfABatchCameOneByOne() {
    // Given
    final AuditEvent first = SealedLog.act("acme", "act-1");
    final AuditEvent second = SealedLog.act("acme", "act-2");
    final List<AuditRecord> single;
    try (TopologyTestKit other = SequencerTopologyTest.kit()) {
      pipe(other, record(other, first, 40, other.now()));
      pipe(other, record(other, second, 41, other.now()));
      single = sealed(other);
    }

    // When
    pipe(kit, Batches.of(record(kit, first, 40, kit.now()), record(kit, second, 41, kit.now())));

    // Then
    assertThat(sealed(kit)).hasSize(2).isEqualTo(single);
  }

  @Test
  void shouldDropARepeatWithinABatch() {
    // When
    pipe(kit, Batches.of(act("act-1", 40, kit.now()), act("act-1", 41, kit.now())));

    // Then
    assertThat(sealed(kit)).hasSize(1);
  }

  @Test
  void shouldNameTheOffsetOfThePoisonItselfAndSealTheRest() {
    // Given
    final ConsumerRecord<byte[], byte[]> poison =
        Batches.record(Topics.AUDIT_INBOX, 41, kit.now(), null, new byte[] {9, 9});

    // When
    pipe(kit, Batches.of(act("act-1", 40, kit.now()), poison, act("act-2", 42, kit.now())));

    // Then
    assertThat(sealed(kit)).extracting(AuditRecord::getAuditId).containsExactly("act-1", "act-2");
    assertThat(kit.deadLetters(Topics.AUDIT_INBOX).readAll())
        .singleElement()
        .returns(41L, DeadLetter::getOriginalOffset)
        .returns(Topics.AUDIT_INBOX, DeadLetter::getOriginalTopic);
  }

  @Test
  void shouldJudgeARepeatByItsOwnArrivalNotByThatOfTheBatchesEnd() {
    // Given
    final Instant sealedAt = kit.now();
    pipe(kit, act("act-1", 40, sealedAt));
    final Instant stillKnown = sealedAt.plus(REMEMBERED);
    final Instant known = stillKnown.plusMillis(50);

    // When
    pipe(kit, Batches.of(act("act-1", 41, stillKnown), act("act-2", 42, known)));

    // Then
    assertThat(sealed(kit)).extracting(AuditRecord::getAuditId).containsExactly("act-1", "act-2");
  }

  private ConsumerRecord<byte[], byte[]> act(
      final String id, final long offset, final Instant arrival) {
    return record(kit, SealedLog.act("acme", id), offset, arrival);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      final TopologyTestKit kit, final AuditEvent act, final long offset, final Instant arrival) {
    return Batches.record(
        Topics.AUDIT_INBOX,
        offset,
        arrival,
        SealedLog.utf8(act.getTenantId()),
        kit.audits().encode(act));
  }

  private static void pipe(final TopologyTestKit kit, final ConsumerRecord<byte[], byte[]> record) {
    kit.audits()
        .raw(
            Topics.AUDIT_INBOX,
            record.key(),
            record.value(),
            record.headers(),
            Instant.ofEpochMilli(record.timestamp()));
  }

  private static List<AuditRecord> sealed(final TopologyTestKit kit) {
    return kit.output(Topics.AUDIT_RECORDS, AuditRecord.class).readAll();
  }
}
