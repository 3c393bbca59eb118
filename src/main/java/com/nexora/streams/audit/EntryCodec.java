package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.streams.schema.StoreCodec;

/** The one form in which {@code audit-entries} holds records: who reads it cannot read another. */
final class EntryCodec {

  private static final StoreCodec<AuditRecord> CODEC =
      new StoreCodec<>(AuditRecord.getClassSchema());

  private EntryCodec() {}

  /** A record's bytes, without its arrival. */
  static byte[] encode(final AuditRecord record) {
    return CODEC.encode(record);
  }

  /** The record in the value of an entry. */
  static AuditRecord recordOf(final byte[] entryValue) {
    return CODEC.decode(AuditKeys.recordOf(entryValue));
  }
}
