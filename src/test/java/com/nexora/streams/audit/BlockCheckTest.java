package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way without Avro must say what the way with Avro says, of every record. */
final class BlockCheckTest {

  static Stream<Mutation> damages() {
    return IntStream.range(0, 3)
        .boxed()
        .flatMap(seed -> Mutation.all(seed, new int[] {7, 23, 44}[seed]).stream());
  }

  @ParameterizedTest
  @MethodSource("damages")
  void shouldSayTheSameOfBlocksAsOfRecords(final Mutation damage) {
    // Given
    final HmacKeys keys = damage.keys() ? SealedLog.KEYS : null;
    final LogVerifier byRecord = new LogVerifier("default/0", damage.startOffset(), keys);
    final LogVerifier byBlock = new LogVerifier("default/0", damage.startOffset(), keys);
    damage.damaged().forEach(byRecord::add);

    // When
    blocks(damage.damaged()).stream().map(check(keys)::check).forEach(byBlock::add);

    // Then
    assertThat(byBlock.finish())
        .usingRecursiveComparison()
        .ignoringFields("damages.detail")
        .isEqualTo(byRecord.finish());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldFindEveryEntryOfAnUndamagedLogFlawlessWithoutDecodingIt(final boolean keys) {
    // Given
    final RecordBlock block = block(SealedLog.random(200, 5).records());

    // When
    final CheckedBlock checked = check(keys ? SealedLog.KEYS : null).check(block);

    // Then
    assertThat(IntStream.range(0, 200)).allMatch(i -> checked.other(i) == null);
  }

  @Test
  void shouldTakeAHeaderThatSomebodyAddedOnTheWay() {
    // Given
    final StoredRecord sealed = SealedLog.random(1, 5).records().get(0);
    final Map<String, byte[]> headers = new HashMap<>(sealed.headers());
    headers.put("traceparent", SealedLog.utf8("00-1-1-01"));
    final LogVerifier verifier = new LogVerifier("default/0", 0, VerifySettings.of(null));

    // When
    verifier.add(
        check(null)
            .check(
                block(
                    List.of(
                        StoredRecord.of(sealed.offset(), sealed.key(), headers, sealed.value())))));

    // Then
    assertThat(verifier.finish().intact()).isTrue();
  }

  private static BlockCheck check(final HmacKeys keys) {
    return new BlockCheck("default/0", Envelopes.shipped(), keys, new long[0]);
  }

  private static List<RecordBlock> blocks(final List<StoredRecord> records) {
    return IntStream.iterate(0, i -> i < records.size(), i -> i + 7)
        .mapToObj(i -> block(records.subList(i, Math.min(records.size(), i + 7))))
        .toList();
  }

  static RecordBlock block(final List<StoredRecord> records) {
    final RecordBlock block = new RecordBlock(16);
    for (final StoredRecord record : records) {
      final byte[] value =
          record.value() == null ? new byte[] {0, 1} : SegmentFiles.wire(record.value());
      final int keyAt = record.key() == null ? 0 : block.use(record.key());
      final int valueAt = block.use(value);
      final int headersAt = block.used();
      record
          .headers()
          .forEach(
              (name, bytes) -> {
                block.useSized(SealedLog.utf8(name));
                block.useSized(bytes);
              });
      block.add(
          record.offset(),
          0,
          keyAt,
          record.key() == null ? -1 : record.key().length,
          valueAt,
          value.length,
          headersAt,
          record.headers().size());
    }
    return block;
  }
}
