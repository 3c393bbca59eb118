package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.streams.schema.StoreCodec;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.internals.IndexedRocksDbStore;
import org.jspecify.annotations.Nullable;

/**
 * The place of an act's id, as its sealed entry tells it: an entry in the changelog says all that
 * the index holds, so the changelog need not say it again. Not thread-safe.
 */
final class EntryPlaceReader implements IndexedRocksDbStore.Index {

  /** A view expects the header of the wire before the record's body. */
  private static final int VIEW_FROM = Long.BYTES + StoreCodec.HEADER - EnvelopeView.WIRE_HEADER;

  private final EnvelopeView view = new EnvelopeView();

  @Override
  public @Nullable KeyValue<Bytes, byte[]> rowOf(final byte[] value) {
    if (!AuditKeys.isEntry(value)) {
      return null;
    }
    final long arrival = AuditKeys.arrivalOf(value);
    if (view.read(value, VIEW_FROM, value.length - VIEW_FROM)) {
      return row(
          text(value, view.tenantAt, view.tenantLength),
          text(value, view.idAt, view.idLength),
          view.sequence,
          arrival);
    }
    final AuditRecord record = EntryCodec.recordOf(value);
    return row(record.getTenantId(), record.getAuditId(), record.getTenantSequence(), arrival);
  }

  private static KeyValue<Bytes, byte[]> row(
      final String tenantId, final String auditId, final long sequence, final long arrival) {
    return KeyValue.pair(
        Bytes.wrap(AuditKeys.id(tenantId, auditId)), AuditKeys.place(sequence, arrival));
  }

  private static String text(final byte[] bytes, final int at, final int length) {
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }
}
