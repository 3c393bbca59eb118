package com.nexora.streams.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditRecord;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;

final class EntryPlaceReaderTest {

  private static final String TENANT = "50%:acmé/eu";
  private static final long ARRIVAL = 1_700_000_000_123L;

  private final EntryPlaceReader reader = new EntryPlaceReader();

  @Test
  void shouldTellThePlaceOfAnEntry() {
    // When
    final KeyValue<Bytes, byte[]> row = requireNonNull(reader.rowOf(entry(7, "act-ü")));

    // Then: the form that stores and changelogs of earlier versions hold
    assertThat(row.key.get()).isEqualTo(AuditKeys.id(TENANT, "act-ü"));
    assertThat(HexFormat.of().formatHex(row.value)).isEqualTo("%016x%016x".formatted(7, ARRIVAL));
  }

  @Test
  void shouldTellNothingOfAPlace() {
    // When, then
    assertThat(reader.rowOf(AuditKeys.place(7, ARRIVAL))).isNull();
  }

  private static byte[] entry(final long sequence, final String id) {
    final ByteBuffer hash = ByteBuffer.allocate(AuditFormat.HASH_BYTES);
    return AuditKeys.arrived(
        ARRIVAL,
        new StoreCodec<AuditRecord>(AuditRecord.getClassSchema())
            .encode(
                new AuditRecord(
                    TENANT,
                    id,
                    100 + sequence,
                    sequence,
                    hash,
                    ByteBuffer.wrap(new byte[300]),
                    hash,
                    hash,
                    1,
                    ARRIVAL - 5)));
  }
}
