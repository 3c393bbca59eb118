package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.events.DeadLetter;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SequencerTopologyTest {

  private final TopologyTestKit kit = kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldNumberTheLogAndEveryTenantsChainWithoutGaps() {
    // When
    pipe(kit, acts(6));

    // Then
    final List<AuditRecord> sealed = sealed(kit);
    assertThat(sealed)
        .extracting(AuditRecord::getLeafIndex)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(sealed)
        .extracting(AuditRecord::getTenantSequence)
        .containsExactly(1L, 1L, 2L, 2L, 3L, 3L);
  }

  @Test
  void shouldLinkEachEntryToItsTenantsPreviousOne() {
    // When
    pipe(kit, acts(4));

    // Then
    final List<AuditRecord> sealed = sealed(kit);
    assertThat(sealed.get(0).getPreviousHash()).isEqualTo(ByteBuffer.wrap(new byte[32]));
    assertThat(sealed.get(1).getPreviousHash()).isEqualTo(ByteBuffer.wrap(new byte[32]));
    assertThat(sealed.get(2).getPreviousHash()).isEqualTo(sealed.get(0).getLeafHash());
    assertThat(sealed.get(3).getPreviousHash()).isEqualTo(sealed.get(1).getLeafHash());
  }

  @Test
  void shouldSealATrailThatVerifies() {
    // Given
    final LogVerifier verifier = new LogVerifier("default/0", 0, SealedLog.KEYS);

    // When
    pipe(kit, acts(40));
    stored(kit).forEach(verifier::add);

    // Then
    assertThat(verifier.finish())
        .satisfies(report -> assertThat(report.damages()).isEmpty())
        .returns(40L, LogReport::records);
  }

  @Test
  void shouldSealTheSameBytesWhenTheInboxIsReplayed() {
    // Given
    pipe(kit, acts(25));
    final List<AuditRecord> first = sealed(kit);

    // When
    final List<AuditRecord> second;
    try (TopologyTestKit other = kit()) {
      other.advance(Duration.ofDays(3));
      pipe(other, acts(25));
      second = sealed(other);
    }

    // Then
    assertThat(second).isEqualTo(first);
  }

  @Test
  void shouldDropAndCountAnActThatIsSealedAlready() {
    // Given
    pipe(kit, acts(3));

    // When
    pipe(kit, acts(3));

    // Then
    assertThat(sealed(kit)).hasSize(3);
    assertThat(total("audit-entries-repeated-total")).isEqualTo(3);
  }

  @Test
  void shouldSealEqualIdsOfTwoTenants() {
    // When
    pipe(kit, List.of(SealedLog.act("acme", "act-1"), SealedLog.act("globex", "act-1")));

    // Then
    assertThat(sealed(kit)).hasSize(2);
  }

  @Test
  void shouldSendPoisonToTheDeadLetterQueueAndGoOn() {
    // When
    raw(SealedLog.utf8("acme"), new byte[] {9, 9, 9});
    pipe(kit, List.of(SealedLog.act("acme", "act-1")));

    // Then
    assertThat(kit.deadLetters(Topics.AUDIT_INBOX).readAll())
        .singleElement()
        .returns("undecodable", DeadLetter::getReason)
        .returns(Topics.AUDIT_INBOX, DeadLetter::getOriginalTopic)
        .returns(0L, DeadLetter::getOriginalOffset);
    assertThat(sealed(kit)).singleElement().returns(0L, AuditRecord::getLeafIndex);
  }

  @Test
  void shouldRefuseAnActUnderAnothersKeySinceItsTenantWouldGetASecondChain() {
    // When
    kit.input(Topics.AUDIT_INBOX, AuditEvent.class, e -> SealedLog.utf8("other"))
        .pipe(SealedLog.act("acme", "act-1"));

    // Then
    assertThat(kit.deadLetters(Topics.AUDIT_INBOX).readAll())
        .singleElement()
        .returns("wrong-key", DeadLetter::getReason)
        .returns("acme", DeadLetter::getTenantId);
  }

  @Test
  void shouldRefuseATombstone() {
    // When
    raw(SealedLog.utf8("acme"), null);

    // Then
    assertThat(kit.deadLetters(Topics.AUDIT_INBOX).readAll())
        .singleElement()
        .returns("empty-value", DeadLetter::getReason);
  }

  @Test
  void shouldRefuseAnEntryThatNoTileCouldHold() {
    // Given
    final AuditEvent large = SealedLog.act("acme", "act-1");
    large.setPayload("x".repeat(70_000));

    // When
    pipe(kit, List.of(large, SealedLog.act("acme", "act-2")));

    // Then
    assertThat(kit.deadLetters(Topics.AUDIT_INBOX).readAll())
        .singleElement()
        .returns("too-large", DeadLetter::getReason);
    assertThat(sealed(kit)).singleElement().returns(1L, AuditRecord::getTenantSequence);
  }

  @Test
  void shouldExpireEntriesAndIdsButNeverTheHeads() {
    // Given
    pipe(kit, acts(10));
    kit.advance(Duration.ofDays(92));
    pipe(kit, List.of(SealedLog.act("acme", "late")));

    // When
    kit.advance(Duration.ofSeconds(2));

    // Then
    assertThat(keys(Stores.AUDIT_ENTRIES)).isEqualTo(2);
    assertThat(sealed(kit)).last().returns(6L, AuditRecord::getTenantSequence);
  }

  @Test
  void shouldKeepEntriesThatAreYoungerThanTheRetention() {
    // Given
    pipe(kit, acts(10));
    kit.advance(Duration.ofDays(89));
    pipe(kit, List.of(SealedLog.act("acme", "late")));

    // When
    kit.advance(Duration.ofSeconds(2));

    // Then
    assertThat(keys(Stores.AUDIT_ENTRIES)).isEqualTo(22);
  }

  static TopologyTestKit kit() {
    return TopologyTestKit.of(
        rooms ->
            new DeadLetterTopology(rooms.serdes())
                .addTo(
                    "audit-inbox",
                    new SequencerTopology(
                            rooms.settings(), rooms.serdes(), SealedLog.KEYS, SealGuard.open())
                        .addTo(rooms.builder())));
  }

  /** Acts of two tenants in turn. */
  private static List<AuditEvent> acts(final int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> SealedLog.act(i % 2 == 0 ? "acme" : "globex", "act-" + i))
        .toList();
  }

  private static void pipe(final TopologyTestKit kit, final List<AuditEvent> acts) {
    kit.input(
            Topics.AUDIT_INBOX,
            AuditEvent.class,
            act -> act.getTenantId().getBytes(StandardCharsets.UTF_8))
        .pipe(acts);
  }

  private void raw(final byte[] key, final byte[] value) {
    kit.audits().raw(Topics.AUDIT_INBOX, key, value, new RecordHeaders(), kit.now());
  }

  private static List<AuditRecord> sealed(final TopologyTestKit kit) {
    return kit.output(Topics.AUDIT_RECORDS, AuditRecord.class).readAll();
  }

  private static List<StoredRecord> stored(final TopologyTestKit kit) {
    final List<StoredRecord> stored = new ArrayList<>();
    for (final TestRecord<byte[], AuditRecord> record :
        kit.output(Topics.AUDIT_RECORDS, AuditRecord.class).readRecords()) {
      final Map<String, byte[]> headers = new HashMap<>();
      record.headers().forEach(header -> headers.put(header.key(), header.value()));
      stored.add(StoredRecord.of(stored.size(), record.key(), headers, record.value()));
    }
    return stored;
  }

  private double total(final String metric) {
    return kit.driver().metrics().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(metric))
        .mapToDouble(entry -> (Double) entry.getValue().metricValue())
        .sum();
  }

  private int keys(final String store) {
    final KeyValueStore<Bytes, byte[]> entries = kit.keyValueStore(store);
    int count = 0;
    try (KeyValueIterator<Bytes, byte[]> all = entries.all()) {
      while (all.hasNext()) {
        all.next();
        count++;
      }
    }
    return count;
  }
}
