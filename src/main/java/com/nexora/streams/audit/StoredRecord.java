package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code audit.records} as it was found.
 *
 * @param offset Kafka offset
 * @param key the record's key, null if none
 * @param headers the record's headers, the last of each name
 * @param value the envelope; null if it could not be decoded
 * @param problem why there is no envelope; null if there is one
 */
public record StoredRecord(
    long offset,
    byte @Nullable [] key,
    Map<String, byte[]> headers,
    @Nullable AuditRecord value,
    @Nullable String problem) {

  /** A record whose envelope was decoded. */
  public static StoredRecord of(
      final long offset,
      final byte @Nullable [] key,
      final Map<String, byte[]> headers,
      final AuditRecord value) {
    return new StoredRecord(offset, key, headers, value, null);
  }

  /** A record that is no envelope. */
  public static StoredRecord undecodable(
      final long offset,
      final byte @Nullable [] key,
      final Map<String, byte[]> headers,
      final String problem) {
    return new StoredRecord(offset, key, headers, null, problem);
  }
}
