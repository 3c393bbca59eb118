package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory of segments shows is what a reader of committed records would see. */
final class AuditSegmentReaderTest {

  @TempDir private Path directory;

  private final List<StoredRecord> log = SealedLog.random(300, 11).records();

  @Test
  void shouldSeeCommittedRecordsOnlyAcrossSegmentsAndInterleavedTransactions() {
    // Given
    new SegmentFiles(directory, 0, Compression.lz4().build())
        .batch(1, log.subList(0, 50))
        .batch(2, log.subList(20, 40))
        .batch(1, log.subList(50, 100))
        .roll()
        .batch(2, log.subList(40, 60))
        .commit(1)
        .abort(2)
        .batch(2, log.subList(100, 200))
        .commit(2)
        .roll()
        .batch(1, log.subList(200, 300))
        .commit(1);

    // When
    final AuditReport report = verify();

    // Then
    assertThat(report.damages()).isEmpty();
    assertThat(report.records()).isEqualTo(300);
  }

  @Test
  void shouldEndWhereTheFirstOpenTransactionBegins() {
    // Given
    new SegmentFiles(directory, 0, Compression.NONE)
        .batch(1, log.subList(0, 100))
        .commit(1)
        .batch(2, log.subList(100, 110))
        .batch(3, log.subList(110, 120))
        .commit(3);

    // When
    final AuditReport report = verify();

    // Then
    assertThat(report.damages()).isEmpty();
    assertThat(report.records()).isEqualTo(100);
  }

  @Test
  void shouldLeaveOutTheBatchThatTheBrokerWasWriting() throws IOException {
    // Given
    final SegmentFiles files =
        new SegmentFiles(directory, 0, Compression.NONE)
            .batch(1, log.subList(0, 100))
            .commit(1)
            .batch(1, log.subList(100, 120));
    cut(files.segment(), 40);

    // When
    final AuditReport report = verify();

    // Then
    assertThat(report.damages()).isEmpty();
    assertThat(report.records()).isEqualTo(100);
  }

  @Test
  void shouldTellAnEditedByteOfASegmentByItsLeaf() throws IOException {
    // Given
    final SegmentFiles files =
        new SegmentFiles(directory, 0, Compression.NONE).batch(1, log).commit(1);
    final byte[] bytes = Files.readAllBytes(files.segment());
    bytes[indexOf(bytes, log.get(42).value().getAuditId()) + 2] ^= 1;
    Files.write(files.segment(), bytes);

    // When
    final AuditReport report = verify();

    // Then
    assertThat(report.damages())
        .singleElement()
        .returns(DamageKind.EDITED, Damage::kind)
        .returns(42L, Damage::firstLeaf);
  }

  @Test
  void shouldTellThatARottenSegmentLostEntries() throws IOException {
    // Given
    final SegmentFiles files =
        new SegmentFiles(directory, 0, Compression.NONE)
            .batch(1, log.subList(0, 100))
            .commit(1)
            .roll();
    final Path rotten = files.batch(1, log.subList(100, 200)).commit(1).segment();
    files.roll().batch(1, log.subList(200, 300)).commit(1);
    final byte[] bytes = Files.readAllBytes(rotten);
    Arrays.fill(bytes, (byte) 0);
    Files.write(rotten, bytes);

    // When
    final AuditReport report = verify();

    // Then
    assertThat(report.exitCode()).isEqualTo(DamageKind.MISSING.exitCode());
    assertThat(report.damages())
        .anySatisfy(
            damage ->
                assertThat(List.of(damage.firstLeaf(), damage.lastLeaf()))
                    .containsExactly(101L, 199L));
  }

  @Test
  void shouldSayWhatADirectoryWithoutATrailLacks() {
    // When // Then
    assertThatThrownBy(() -> new AuditSegmentReader(directory).logs())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("audit.records-0");
  }

  private AuditReport verify() {
    return new AuditVerifier(SealedLog.KEYS, 2).verify(new AuditSegmentReader(directory).logs());
  }

  private static void cut(final Path file, final int bytes) throws IOException {
    final byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - bytes), StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static int indexOf(final byte[] bytes, final String text) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
