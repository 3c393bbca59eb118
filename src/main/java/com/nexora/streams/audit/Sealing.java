package com.nexora.streams.audit;

import com.nexora.events.AuditEntry;
import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.events.Sha256;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives an act its place in the log and in its tenant's chain, and its hashes.
 *
 * <p>Knows neither clock nor chance: the same acts in the same order give the same bytes, which is
 * what lets anyone replay the inbox and compare.
 */
final class Sealing {

  private final HmacKeys keys;

  Sealing(final HmacKeys keys) {
    this.keys = keys;
  }

  /**
   * The sealed act and the head of its tenant's chain after it.
   *
   * @param leaf index of the entry in the log
   */
  Sealed seal(
      final String logId, final long leaf, final TenantHead tenant, final AuditEvent event) {
    final long sequence = tenant.sequence() + 1;
    inOrder(event);
    if (event.getEncrypted() && event.getCiphertext() == null) {
      // The demand that no step fulfilled: an entry says that it is encrypted only if it is.
      event.setEncrypted(false);
    }
    final byte[] entry =
        AuditFormat.entryBytes(
            new AuditEntry(logId, leaf, sequence, new Sha256(tenant.lastHash()), event));
    return sealed(
        event.getTenantId(), event.getAuditId(), event.getOccurredAt(), leaf, tenant, entry);
  }

  /**
   * As {@link #seal(String, long, TenantHead, AuditEvent)}, of a draft whose bytes are taken as
   * they are.
   */
  Sealed seal(final String logId, final long leaf, final TenantHead tenant, final DraftView draft) {
    return sealed(
        draft.tenantId(),
        draft.auditId(),
        draft.occurredAt(),
        leaf,
        tenant,
        AuditFormat.entryBytes(logId, leaf, tenant.sequence() + 1, tenant.lastHash(), draft));
  }

  private Sealed sealed(
      final String tenantId,
      final String auditId,
      final long occurredAt,
      final long leaf,
      final TenantHead tenant,
      final byte[] entry) {
    final long sequence = tenant.sequence() + 1;
    final byte[] leafHash = AuditFormat.leafHash(entry);
    final int version = keys.currentVersion();
    final AuditRecord sealed =
        new AuditRecord(
            tenantId,
            auditId,
            leaf,
            sequence,
            ByteBuffer.wrap(tenant.lastHash()),
            ByteBuffer.wrap(entry),
            ByteBuffer.wrap(leafHash),
            ByteBuffer.wrap(keys.sign(version, leafHash)),
            version,
            occurredAt);
    return new Sealed(sealed, new TenantHead(sequence, leafHash, tenant.bucket()));
  }

  /** A hash map's order may change with the Java version; the entry's bytes must not. */
  private static void inOrder(final AuditEvent event) {
    final Map<String, String> metadata = event.getMetadata();
    if (metadata.size() > 1 && !(metadata instanceof TreeMap)) {
      event.setMetadata(new TreeMap<>(metadata));
    }
  }

  /**
   * A sealed act.
   *
   * @param record as it goes to {@code audit.records}
   * @param tenant head of the tenant's chain after it
   */
  record Sealed(AuditRecord record, TenantHead tenant) {

    /** The entry's hash, the leaf of the log's tree. */
    byte[] leafHash() {
      return tenant.lastHash();
    }
  }
}
