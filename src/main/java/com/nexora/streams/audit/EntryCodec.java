package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryData;

/**
 * The one form in which {@code audit-entries} holds records: who reads it cannot read another.
 *
 * <p>Written by hand, in one array of the right size: Avro's encoder copied the sealed bytes four
 * times until they were a value of the store. A test holds both ways against each other.
 */
final class EntryCodec {

  /** Bytes of a value before the record's Avro binary: arrival, then the header of a store. */
  static final int BODY = Long.BYTES + StoreCodec.HEADER;

  private static final StoreCodec<AuditRecord> CODEC =
      new StoreCodec<>(AuditRecord.getClassSchema());

  private EntryCodec() {}

  /** Value of an entry: when it arrived (8 bytes, epoch milliseconds), then the record's bytes. */
  static byte[] encode(final long arrival, final AuditRecord record) {
    final byte[] tenant = record.getTenantId().getBytes(StandardCharsets.UTF_8);
    final byte[] id = record.getAuditId().getBytes(StandardCharsets.UTF_8);
    final byte[] value =
        new byte
            [BODY
                + sizeOf(tenant.length)
                + sizeOf(id.length)
                + sizeOf(record.getLeafIndex())
                + sizeOf(record.getTenantSequence())
                + sizeOf(record.getPreviousHash())
                + sizeOf(record.getEntry())
                + sizeOf(record.getLeafHash())
                + sizeOf(record.getHmac())
                + sizeOf(record.getKeyVersion())
                + sizeOf(record.getOccurredAt())
                + tenant.length
                + id.length];
    ByteBuffer.wrap(value).putLong(arrival);
    CODEC.writeHeader(value, Long.BYTES);
    int at = BODY;
    at = put(ByteBuffer.wrap(tenant), value, at);
    at = put(ByteBuffer.wrap(id), value, at);
    at += BinaryData.encodeLong(record.getLeafIndex(), value, at);
    at += BinaryData.encodeLong(record.getTenantSequence(), value, at);
    at = put(record.getPreviousHash(), value, at);
    at = put(record.getEntry(), value, at);
    at = put(record.getLeafHash(), value, at);
    at = put(record.getHmac(), value, at);
    at += BinaryData.encodeLong(record.getKeyVersion(), value, at);
    BinaryData.encodeLong(record.getOccurredAt(), value, at);
    return value;
  }

  private static int put(final ByteBuffer bytes, final byte[] value, final int at) {
    final int from = at + BinaryData.encodeLong(bytes.remaining(), value, at);
    bytes.get(bytes.position(), value, from, bytes.remaining());
    return from + bytes.remaining();
  }

  private static int sizeOf(final ByteBuffer bytes) {
    return sizeOf(bytes.remaining()) + bytes.remaining();
  }

  /** Bytes of a number in Avro binary: seven bits each, the sign in the lowest. */
  private static int sizeOf(final long number) {
    final long zigzag = number << 1 ^ number >> Long.SIZE - 1;
    return (Long.SIZE - Long.numberOfLeadingZeros(zigzag | 1) + 6) / 7;
  }

  /** The record in the value of an entry. */
  static AuditRecord recordOf(final byte[] entryValue) {
    return CODEC.decode(AuditKeys.recordOf(entryValue));
  }
}
