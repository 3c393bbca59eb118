package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.streams.schema.StoreCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.internals.IndexedRocksDbStore;

/**
 * The places of acts' ids, as their sealed entries tell them: an entry in the changelog says all
 * that the index holds, so the changelog need not say it again. Not thread-safe.
 */
final class EntryPlaceReader implements IndexedRocksDbStore.Index {

  /** A view expects the header of the wire before the record's body. */
  private static final int VIEW_FROM = Long.BYTES + StoreCodec.HEADER - EnvelopeView.WIRE_HEADER;

  private final EnvelopeView view = new EnvelopeView();

  @Override
  public void rowsOf(final byte[] value, final BiConsumer<Bytes, byte[]> rows) {
    if (AuditKeys.isEntry(value)) {
      EntryBlock.forEach(value, (row, at, length) -> place(row, at, length, rows));
    }
  }

  private void place(
      final byte[] row, final int at, final int length, final BiConsumer<Bytes, byte[]> rows) {
    final long arrival = AuditKeys.arrivalOf(row, at);
    if (view.read(row, at + VIEW_FROM, length - VIEW_FROM)) {
      place(
          text(row, view.tenantAt, view.tenantLength),
          text(row, view.idAt, view.idLength),
          view.sequence,
          arrival,
          rows);
    } else {
      final AuditRecord record = EntryCodec.recordOf(Arrays.copyOfRange(row, at, at + length));
      place(record.getTenantId(), record.getAuditId(), record.getTenantSequence(), arrival, rows);
    }
  }

  private static void place(
      final String tenantId,
      final String auditId,
      final long sequence,
      final long arrival,
      final BiConsumer<Bytes, byte[]> rows) {
    rows.accept(Bytes.wrap(AuditKeys.id(tenantId, auditId)), AuditKeys.place(sequence, arrival));
  }

  private static String text(final byte[] bytes, final int at, final int length) {
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }
}
