package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.StoreCodec;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TrailScanReaderTest {

  private static final StoreCodec<AuditRecord> CODEC =
      new StoreCodec<>(AuditRecord.getClassSchema());

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new SequencerTopology(
                      rooms.settings(), rooms.serdes(), SealedLog.KEYS, SealGuard.open())
                  .addTo(rooms.builder()));
  private final KeyValueStore<Bytes, byte[]> entries = kit.keyValueStore(Stores.AUDIT_ENTRIES);

  @AfterEach
  void close() {
    kit.close();
  }

  private void seal(final int count) {
    for (int i = 0; i < count; i++) {
      for (final String tenant : List.of("acme", "acme2")) {
        final AuditEvent act = SealedLog.act(tenant, "ext:act-" + i);
        act.setFrameworks(i % 4 == 0 ? List.of("SOX") : List.of());
        act.setOccurredAt(1_000L + i);
        kit.input(Topics.AUDIT_INBOX, AuditEvent.class, a -> SealedLog.utf8(a.getTenantId()))
            .pipe(act);
      }
    }
  }

  @Test
  void shouldHandOnFittingActsNewestFirstAndCheckTheWholeChain() {
    // Given
    seal(20);
    final List<String> found = new ArrayList<>();

    // When
    final TrailScanReader.Chain chain =
        new TrailScanReader(entries, 1_000)
            .scan(
                "acme",
                AuditFilter.between(1_004L, null).with(AuditFilter.Field.FRAMEWORK, "sox"),
                act -> found.add(act.getAuditId()));

    // Then
    assertThat(found).containsExactly("ext:act-16", "ext:act-12", "ext:act-8", "ext:act-4");
    assertThat(chain.intact()).isTrue();
    assertThat(chain.whole()).isTrue();
    assertThat(chain.checked()).isEqualTo(20);
    assertThat(chain.oldestSequence()).isEqualTo(1);
    assertThat(chain.head())
        .isNotNull()
        .returns(20L, TrailScanReader.Head::sequence)
        .returns("default/0", TrailScanReader.Head::logId);
  }

  @Test
  void shouldSayWhenThereWereMoreEntriesThanItLooksAt() {
    // Given
    seal(5);

    // When
    final TrailScanReader.Chain chain =
        new TrailScanReader(entries, 3).scan("acme", AuditFilter.ALL, act -> {});

    // Then
    assertThat(chain.whole()).isFalse();
    assertThat(chain.oldestSequence()).isEqualTo(3);
  }

  @Test
  void shouldHaveNoHeadForATenantWithoutEntries() {
    // When
    final TrailScanReader.Chain chain =
        new TrailScanReader(entries, 3).scan("nobody", AuditFilter.ALL, act -> {});

    // Then
    assertThat(chain.head()).isNull();
    assertThat(chain.intact()).isTrue();
  }

  @Test
  void shouldNameAnEntryThatWasChanged() {
    // Given
    seal(5);
    final Bytes place = Bytes.wrap(AuditKeys.entry("acme", 3));
    final AuditRecord record = CODEC.decode(AuditKeys.recordOf(entries.get(place)));
    final byte[] bytes = record.getEntry().array().clone();
    bytes[bytes.length - 1] ^= 1;
    record.setEntry(ByteBuffer.wrap(bytes));
    entries.put(place, EntryCodec.encode(0, record));

    // When
    final TrailScanReader.Chain chain =
        new TrailScanReader(entries, 10).scan("acme", AuditFilter.between(5_000L, null), act -> {});

    // Then
    assertThat(chain.damage()).isEqualTo("entry 3 is not what its hash says");
  }

  @Test
  void shouldNameEntriesThatAreMissing() {
    // Given
    seal(6);
    entries.delete(Bytes.wrap(AuditKeys.entry("acme", 3)));
    entries.delete(Bytes.wrap(AuditKeys.entry("acme", 4)));

    // When
    final TrailScanReader.Chain chain =
        new TrailScanReader(entries, 10).scan("acme", AuditFilter.ALL, act -> {});

    // Then
    assertThat(chain.damage()).isEqualTo("entries 3 to 4 are missing");
  }

  /** Tells the cost; the bound is wide of it, so that a busy machine passes. */
  @Test
  void shouldWalkOverATrailInMicrosecondsPerEntry() {
    // Given
    seal(10_000);
    final TrailScanReader reader = new TrailScanReader(entries, 1_000_000);
    final AtomicInteger found = new AtomicInteger();
    double best = Double.MAX_VALUE;

    // When
    for (int round = 0; round < 5; round++) {
      found.set(0);
      final long start = System.nanoTime();
      reader.scan("acme", AuditFilter.ALL, act -> found.incrementAndGet());
      best = Math.min(best, (System.nanoTime() - start) / 10_000.0);
    }

    // Then
    System.out.printf("ns per act: walking %.0f%n", best);
    assertThat(found).hasValue(10_000);
    assertThat(best).isLessThan(100_000);
  }
}
