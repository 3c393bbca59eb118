package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditRecord;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** What is written by hand must be what Avro writes. */
final class EntryCodecTest {

  private static final StoreCodec<AuditRecord> AVRO =
      new StoreCodec<>(AuditRecord.getClassSchema());

  @Property(tries = 2_000)
  void shouldWriteWhatAvroWrites(
      @ForAll final long arrival,
      @ForAll final String tenant,
      @ForAll final String id,
      @ForAll final long leaf,
      @ForAll final long sequence,
      @ForAll @Size(max = 300) final byte[] entry,
      @ForAll @Size(max = 40) final byte[] hash,
      @ForAll final int keyVersion) {
    // Given
    final AuditRecord record =
        new AuditRecord(
            tenant,
            id,
            leaf,
            sequence,
            ByteBuffer.wrap(hash),
            within(entry),
            ByteBuffer.wrap(hash),
            ByteBuffer.wrap(entry),
            keyVersion,
            arrival - 1);

    // When
    final byte[] value = EntryCodec.encode(arrival, record);

    // Then
    final byte[] avro = AVRO.encode(record);
    assertThat(value)
        .isEqualTo(
            ByteBuffer.allocate(Long.BYTES + avro.length).putLong(arrival).put(avro).array());
    assertThat(record.getEntry().remaining()).isEqualTo(entry.length);
  }

  /** Bytes that are a part of a larger array. */
  private static ByteBuffer within(final byte[] bytes) {
    return ByteBuffer.allocate(bytes.length + 7).position(3).put(bytes).flip().position(3);
  }
}
