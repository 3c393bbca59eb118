package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one envelope ({@link AuditRecord} in wire format) as places in its array, read by
 * hand: decoding it with Avro costs more than hashing its entry.
 *
 * <p>Strict: whatever is not exactly as this version writes it is refused, and the caller decodes
 * it the long way. A test holds both ways against each other. Not thread-safe.
 */
public final class EnvelopeView {

  /** Bytes before the body: magic byte and schema id. */
  static final int WIRE_HEADER = 5;

  private final ByteCursor cursor = new ByteCursor();

  int tenantAt;
  int tenantLength;
  int idAt;
  int idLength;
  long leaf;
  long sequence;
  int previousAt;
  int entryAt;
  int entryLength;
  int leafHashAt;
  int hmacAt;
  int hmacLength;
  int keyVersion;
  long occurredAt;

  /** Reads one; false if it is not of this version's schema to the byte. */
  boolean read(final byte[] data, final int at, final int length) {
    cursor.over(data, at + WIRE_HEADER, at + length);
    tenantAt = cursor.bytes();
    tenantLength = cursor.length();
    idAt = cursor.bytes();
    idLength = cursor.length();
    leaf = cursor.number();
    sequence = cursor.number();
    previousAt = cursor.bytes();
    boolean hashes = cursor.length() == AuditFormat.HASH_BYTES;
    entryAt = cursor.bytes();
    entryLength = cursor.length();
    leafHashAt = cursor.bytes();
    hashes &= cursor.length() == AuditFormat.HASH_BYTES;
    hmacAt = cursor.bytes();
    hmacLength = cursor.length();
    keyVersion = cursor.intNumber();
    occurredAt = cursor.number();
    return hashes && cursor.ended();
  }

  /**
   * The sealed bytes in an envelope of this version's schema; null if it is not of it to the byte.
   *
   * @param value in Confluent's wire format
   */
  public static byte @Nullable [] entryOf(final byte[] value) {
    final EnvelopeView view = new EnvelopeView();
    return view.read(value, 0, value.length)
        ? Arrays.copyOfRange(value, view.entryAt, view.entryAt + view.entryLength)
        : null;
  }

  /** Registry id in the header of a value of at least {@link #WIRE_HEADER} bytes. */
  static int schemaId(final byte[] data, final int at) {
    return (data[at + 1] & 0xff) << 24
        | (data[at + 2] & 0xff) << 16
        | (data[at + 3] & 0xff) << 8
        | (data[at + 4] & 0xff);
  }
}
