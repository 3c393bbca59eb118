package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditRecord;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

final class EntryPlaceReaderTest {

  private static final String TENANT = "50%:acmé/eu";
  private static final long ARRIVAL = 1_700_000_000_123L;

  private final EntryPlaceReader reader = new EntryPlaceReader();

  @Test
  void shouldTellThePlaceOfAnEntry() {
    // When, then: the form that stores and changelogs of earlier versions hold
    assertThat(placesIn(entry(7, "act-ü")))
        .containsExactly(entry(AuditKeys.id(TENANT, "act-ü"), "%016x%016x".formatted(7, ARRIVAL)));
  }

  @Test
  void shouldTellThePlacesOfAllEntriesOfARow() {
    // When
    final byte[] row = EntryBlock.rowOf(List.of(entry(7, "a"), entry(8, "b"), entry(9, "c")));

    // Then
    assertThat(placesIn(row))
        .containsExactly(
            entry(AuditKeys.id(TENANT, "a"), "%016x%016x".formatted(7, ARRIVAL)),
            entry(AuditKeys.id(TENANT, "b"), "%016x%016x".formatted(8, ARRIVAL)),
            entry(AuditKeys.id(TENANT, "c"), "%016x%016x".formatted(9, ARRIVAL)));
  }

  @Test
  void shouldTellNothingOfAPlace() {
    // When, then
    assertThat(placesIn(AuditKeys.place(7, ARRIVAL))).isEmpty();
  }

  private Map<Bytes, String> placesIn(final byte[] row) {
    final Map<Bytes, String> places = new LinkedHashMap<>();
    reader.rowsOf(row, (key, place) -> places.put(key, HexFormat.of().formatHex(place)));
    return places;
  }

  private static Map.Entry<Bytes, String> entry(final byte[] id, final String place) {
    return Map.entry(Bytes.wrap(id), place);
  }

  private static byte[] entry(final long sequence, final String id) {
    final ByteBuffer hash = ByteBuffer.allocate(AuditFormat.HASH_BYTES);
    return EntryCodec.encode(
        ARRIVAL,
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
            ARRIVAL - 5));
  }
}
