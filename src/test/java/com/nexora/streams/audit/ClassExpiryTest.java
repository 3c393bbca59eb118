package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.oracle.MerkleOracle;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log's beginning that is gone has expired by the retention of its own class, or was cut off. */
final class ClassExpiryTest {

  private static final String ORIGIN = "trail.example";
  private static final SignerKey KEY = SignerKey.generate(ORIGIN, SignatureType.ED25519);
  private static final long NOW = 1_800_000_000_000L;
  private static final int ENTRIES = 20;

  /** Signed for so long ago, days, when it had so many entries. */
  private static final Map<Integer, Integer> SIGNED = Map.of(12, 400, 16, 300, ENTRIES, 0);

  private static final Map<String, Long> RETENTION =
      Map.of("", daysAgo(2557), "short", daysAgo(366));

  @ParameterizedTest
  @CsvSource({
    "short, 12, 0",
    "short, 5, 0",
    "short, 13, 13",
    "short, 16, 16",
    "default, 12, 12",
    "default, 1, 1",
    "long, 12, 12"
  })
  void shouldTellWhatExpiredFromWhatWasCutOffByTheRetentionOfTheClass(
      final String retentionClass, final int gone, final int cutOff) {
    // Given
    final TrailLog log = new TrailLog(retentionClass, 3);

    // When
    final LogReport report = verify(log, gone, RETENTION);

    // Then
    if (cutOff == 0) {
      assertThat(report.damages()).isEmpty();
      assertThat(report.expired()).isEqualTo(gone);
    } else {
      assertThat(report.damages())
          .singleElement()
          .returns(DamageKind.TRUNCATED_HEAD, Damage::kind)
          .returns(0L, Damage::firstLeaf)
          .returns(cutOff - 1L, Damage::lastLeaf);
    }
  }

  @Test
  void shouldTakeOneRetentionForAllClassesWithoutOneOfTheirOwn() {
    // When
    final LogReport report =
        verify(new TrailLog("short", 0), 12, Map.of("", daysAgo(350), "long", daysAgo(3653)));

    // Then
    assertThat(report.damages()).isEmpty();
    assertThat(report.expired()).isEqualTo(12);
  }

  private static LogReport verify(
      final TrailLog log, final int gone, final Map<String, Long> retention) {
    final SealedLog sealed = new SealedLog(log, SealedLog.KEYS);
    for (int i = 0; i < ENTRIES; i++) {
      sealed.seal(SealedLog.act("acme", "act-" + i));
    }
    final List<StoredRecord> records = sealed.records();
    final List<byte[]> entries = records.stream().map(ClassExpiryTest::entry).toList();
    final List<StoredNote> notes =
        SIGNED.entrySet().stream()
            .map(
                each ->
                    new StoredNote(
                        SignedCheckpoint.sign(
                                new Checkpoint(
                                    ORIGIN + "/" + log,
                                    each.getKey(),
                                    MerkleOracle.root(entries.subList(0, each.getKey()))),
                                KEY.named(ORIGIN + "/" + log))
                            .bytes(),
                        daysAgo(each.getValue()),
                        each.getKey(),
                        "checkpoint"))
            .toList();
    final VerifySettings settings =
        VerifySettings.of(SealedLog.KEYS)
            .at(Long.MIN_VALUE, retention)
            .against(CheckpointBook.read(notes, CheckpointTrust.ofKeys(List.of(KEY.verifier()))));
    final LogVerifier verifier = new LogVerifier(log.id(), records.get(gone).offset(), settings);
    records.subList(gone, ENTRIES).forEach(verifier::add);
    return verifier.finish();
  }

  private static byte[] entry(final StoredRecord record) {
    return AuditFormat.entryOf(java.util.Objects.requireNonNull(record.value()));
  }

  private static long daysAgo(final int days) {
    return NOW - Duration.ofDays(days).toMillis();
  }
}
