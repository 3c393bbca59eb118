package com.nexora.streams.query;

import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.AuditReader;
import com.nexora.streams.audit.AuditSchemas;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.TreeReader;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.evidence.Evidence;
import com.nexora.streams.audit.evidence.TlogProof;
import com.nexora.streams.audit.merkle.MissingNodeException;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.Stores;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/**
 * The evidence of one entry, as docs/audit-evidence.md says: made from this instance's stores and
 * the newest signed head of the log, checked before it is handed out.
 */
final class AuditProofRoutes {

  private final Backend backend;
  private final RetentionClasses classes;

  AuditProofRoutes(final Backend backend, final RetentionClasses classes) {
    this.backend = backend;
    this.classes = classes;
  }

  List<Route> routes() {
    return List.of(
        Route.json(
            "/audit/{tenant}/{auditId}/proof", Access.TENANT_IN_PATH, Set.of(), this::proof));
  }

  private Answer proof(final Call call) {
    final StateReads reads = new StateReads(backend.stores());
    final String tenant = call.tenant();
    for (final RetentionClass retention : classes.all()) {
      final Optional<AuditRecord> record =
          new AuditReader(List.of(reads.ofTenant(retention.own(Stores.AUDIT_ENTRIES), tenant)))
              .sealed(tenant, call.auditId());
      if (record.isPresent()) {
        return proof(reads, tenant, retention, record.get());
      }
    }
    throw reads.tenantNotFound(
        Stores.AUDIT_ENTRIES, tenant, "The tenant's queryable trail holds no entry of this id.");
  }

  private Answer proof(
      final StateReads reads,
      final String tenant,
      final RetentionClass retention,
      final AuditRecord record) {
    final SignedCheckpoint head = head(tenant, retention, record.getLeafIndex());
    final TreeReader tree =
        new TreeReader(
            reads.ofTenant(retention.own(Stores.AUDIT_CHAINS), tenant),
            reads.ofTenant(retention.own(Stores.AUDIT_TILES), tenant));
    final byte[] entry = bytes(record.getEntry());
    final TlogProof proof;
    try {
      proof =
          new TlogProof(
              record.getLeafIndex(),
              tree.inclusion(record.getLeafIndex(), head.checkpoint().size()),
              head);
    } catch (final MissingNodeException e) {
      throw Problem.unavailable(
          "This instance has not yet read as far as the newest checkpoint. Try again.");
    }
    if (!proof.proves(entry)) {
      throw Problem.unavailable(
          "The log here does not have the root of its newest checkpoint, "
              + head.checkpoint()
              + ". Run \"nexora audit verify\".");
    }
    return Answer.json(
        new Evidence(
                entry,
                AuditSchemas.shipped().schemaOf(entry),
                proof,
                bytes(record.getHmac()),
                record.getKeyVersion(),
                keys(head))
            .node(),
        true);
  }

  /** Those of the installation's public keys that signed a head, as its auditors know them. */
  private List<String> keys(final SignedCheckpoint head) {
    return backend.signingKeys().stream()
        .flatMap(keys -> keys.listed().stream())
        .map(CheckpointKeys.Listed::key)
        .filter(
            key ->
                head.note().signatures().stream()
                    .anyMatch(key.named(head.checkpoint().origin())::claimedBy))
        .map(VerifierKey::toString)
        .toList();
  }

  /** The newest head of the tenant's log, which must cover the leaf. */
  private SignedCheckpoint head(
      final String tenant, final RetentionClass retention, final long leaf) {
    final TrailLog log =
        new TrailLog(
            retention.name(),
            backend
                .stores()
                .partitionOf(
                    retention.own(Stores.AUDIT_ENTRIES), tenant.getBytes(StandardCharsets.UTF_8)));
    try {
      return backend
          .log()
          .head(log, leaf + 1)
          .filter(head -> leaf < head.size())
          .map(head -> SignedCheckpoint.parse(head.note()))
          .orElseThrow(
              () ->
                  Problem.unavailable(
                      "No checkpoint covers the entry, leaf %d of its log, yet. Try again after the next one."
                          .formatted(leaf)));
    } catch (final KafkaException | NoteException e) {
      throw Problem.unavailable("The checkpoints of the trail cannot be read just now.");
    }
  }

  private static byte[] bytes(final ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
