package com.nexora.streams.audit;

import com.nexora.events.AuditEntry;
import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Answers questions about the trail from {@link com.nexora.streams.catalogue.Stores#AUDIT_ENTRIES}.
 *
 * <p>A tenant has a chain per retention class; a list merges them by arrival. A page looks at no
 * more than {@link #SCAN_LIMIT} entries: a filter that matches nothing must not hold a thread for
 * the length of the trail.
 */
public final class AuditReader {

  /** Most entries that one page looks at. */
  static final int SCAN_LIMIT = 10_000;

  private final List<ReadOnlyKeyValueStore<Bytes, byte[]>> entries;

  /**
   * @param entries the stores {@code audit-entries} that may hold something of a tenant: its
   *     partition of every retention class, always in the same order
   */
  public AuditReader(final List<ReadOnlyKeyValueStore<Bytes, byte[]>> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Lists a tenant's entries, newest first.
   *
   * @throws IllegalArgumentException if the cursor is not one of this query's
   */
  public AuditPage list(final AuditQuery query) {
    final long[] below = new long[entries.size()];
    if (query.cursor() == null) {
      Arrays.fill(below, Long.MAX_VALUE);
    } else {
      System.arraycopy(
          AuditCursor.read(query.cursor(), query, below.length), 0, below, 0, below.length);
    }
    try (MergedTrailReader newestFirst = new MergedTrailReader(entries, query.tenantId(), below)) {
      return page(query, newestFirst);
    }
  }

  /**
   * One entry by its id.
   *
   * @param auditId the id of the trail, or the producer's own (without its {@code ext:})
   */
  public Optional<AuditView> byId(final String tenantId, final String auditId) {
    return sealed(tenantId, auditId).map(AuditReader::view);
  }

  /**
   * One entry by its id, as it was sealed.
   *
   * @param auditId the id of the trail, or the producer's own (without its {@code ext:})
   */
  public Optional<AuditRecord> sealed(final String tenantId, final String auditId) {
    return find(tenantId, auditId).or(() -> find(tenantId, AuditDrafts.EXTERNAL_ID + auditId));
  }

  private Optional<AuditRecord> find(final String tenantId, final String auditId) {
    final Bytes key = Bytes.wrap(AuditKeys.id(tenantId, auditId));
    for (final ReadOnlyKeyValueStore<Bytes, byte[]> store : entries) {
      final byte[] place = store.get(key);
      if (place != null) {
        final byte[] value =
            store.get(Bytes.wrap(AuditKeys.entry(tenantId, AuditKeys.sequenceOf(place))));
        if (value != null) {
          return Optional.of(record(value));
        }
      }
    }
    return Optional.empty();
  }

  private static AuditPage page(final AuditQuery query, final MergedTrailReader newestFirst) {
    final List<AuditView> found = new ArrayList<>();
    int scanned = 0;
    while (newestFirst.hasNext() && found.size() < query.limit() && scanned < SCAN_LIMIT) {
      final AuditRecord record = record(newestFirst.next());
      scanned++;
      if (query.filter().within(record.getOccurredAt())) {
        final AuditView view = view(record);
        if (query.filter().fits(view.event())) {
          found.add(view);
        }
      }
    }
    return new AuditPage(
        found, newestFirst.hasNext() ? AuditCursor.write(newestFirst.below(), query) : null);
  }

  private static AuditRecord record(final byte[] value) {
    return EntryCodec.recordOf(value);
  }

  private static AuditView view(final AuditRecord record) {
    final byte[] bytes = bytes(record.getEntry());
    final AuditEntry entry;
    try {
      entry = AuditSchemas.shipped().decode(bytes);
    } catch (final UndecodableEntryException e) {
      throw new IllegalStateException(
          "sealed entry %d of tenant %s cannot be read: %s"
              .formatted(record.getTenantSequence(), record.getTenantId(), e.getMessage()),
          e);
    }
    final AuditEvent event = entry.getEvent();
    return new AuditView(
        event,
        entry.getLogId(),
        entry.getLeafIndex(),
        entry.getTenantSequence(),
        HexFormat.of().formatHex(entry.getPreviousHash().bytes()),
        hex(record.getLeafHash()),
        hex(record.getHmac()),
        record.getKeyVersion(),
        HexFormat.of().formatHex(bytes, 0, AuditFormat.HASH_BYTES));
  }

  private static String hex(final ByteBuffer buffer) {
    return HexFormat.of().formatHex(bytes(buffer));
  }

  private static byte[] bytes(final ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
