package com.nexora.streams.audit;

import com.nexora.events.AuditEntry;
import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.CheckedRecord.Flaw;
import com.nexora.streams.audit.CheckedRecord.Sound;
import com.nexora.streams.audit.CheckedRecord.Stray;
import com.nexora.streams.audit.CheckedRecord.Suspect;
import com.nexora.streams.catalogue.OutputHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds one record against itself: bytes against leaf hash, leaf hash against HMAC, envelope, key
 * and headers against the entry.
 *
 * <p>The entry's bytes are the authority once their hash is right; where it is not, only the HMAC
 * can say which of the two was touched.
 */
final class RecordCheck {

  /** Versions of the AuditRecord schema that the header may name. */
  static final String SCHEMA_VERSION = "1";

  private final String logId;
  private final @Nullable HmacKeys keys;
  private final AuditSchemas schemas;

  RecordCheck(final String logId, final @Nullable HmacKeys keys, final AuditSchemas schemas) {
    this.logId = logId;
    this.keys = keys;
    this.schemas = schemas;
  }

  CheckedRecord check(final StoredRecord record) {
    final AuditRecord envelope = record.value();
    if (envelope == null) {
      return new Suspect(
          List.of(),
          new Flaw(
              DamageKind.UNDECODABLE,
              null,
              record.problem() == null ? "no envelope" : record.problem()));
    }
    final byte[] entryBytes = bytes(envelope.getEntry());
    final byte[] computed = AuditFormat.leafHash(entryBytes);
    final byte[] claimed = bytes(envelope.getLeafHash());
    final boolean hashFits = MessageDigest.isEqual(computed, claimed);
    final Proof proof = proof(envelope, computed);
    final AuditEntry entry;
    try {
      entry = schemas.decode(entryBytes);
    } catch (final UndecodableEntryException e) {
      final String why = String.valueOf(e.getMessage());
      return suspect(
          envelope,
          null,
          hashFits ? DamageKind.UNDECODABLE : DamageKind.EDITED,
          hashFits ? why : "entry does not have its leaf hash: " + why);
    }
    if (!hashFits && proof != Proof.PROVEN) {
      return suspect(
          envelope, entry, DamageKind.EDITED, "entry and leaf_hash do not agree: one was changed");
    }
    if (!entry.getLogId().equals(logId)) {
      return new Stray(
          new Flaw(
              DamageKind.INSERTED,
              entry.getEvent().getTenantId(),
              "the entry belongs to log " + entry.getLogId()));
    }
    if (proof == Proof.REFUTED) {
      return suspect(
          envelope,
          entry,
          DamageKind.BAD_HMAC,
          "HMAC does not fit: the entry or the HMAC was written without key version "
              + envelope.getKeyVersion());
    }
    return new Sound(
        entry.getEvent().getTenantId(),
        entry.getLeafIndex(),
        entry.getTenantSequence(),
        entry.getPreviousHash().bytes(),
        computed,
        entry.getEvent(),
        proof == Proof.PROVEN,
        flaws(record, envelope, entry, hashFits, proof));
  }

  /** What the HMAC says about the entry's bytes. */
  private enum Proof {
    PROVEN,
    REFUTED,
    NO_KEYS,
    UNKNOWN_KEY
  }

  private Proof proof(final AuditRecord envelope, final byte[] leafHash) {
    if (keys == null) {
      return Proof.NO_KEYS;
    }
    if (!keys.knows(envelope.getKeyVersion())) {
      return Proof.UNKNOWN_KEY;
    }
    final byte[] expected = keys.sign(envelope.getKeyVersion(), leafHash);
    return MessageDigest.isEqual(expected, bytes(envelope.getHmac()))
        ? Proof.PROVEN
        : Proof.REFUTED;
  }

  private static Suspect suspect(
      final AuditRecord envelope,
      final @Nullable AuditEntry entry,
      final DamageKind kind,
      final String detail) {
    final List<Long> claims = new ArrayList<>(2);
    claims.add(envelope.getLeafIndex());
    if (entry != null && entry.getLeafIndex() != envelope.getLeafIndex()) {
      claims.add(entry.getLeafIndex());
    }
    return new Suspect(claims, new Flaw(kind, null, detail));
  }

  private static List<Flaw> flaws(
      final StoredRecord record,
      final AuditRecord envelope,
      final AuditEntry entry,
      final boolean hashFits,
      final Proof proof) {
    final String tenant = entry.getEvent().getTenantId();
    final List<String> changed = changedFields(envelope, entry, hashFits);
    final List<String> labels = wrongLabels(record, entry.getEvent());
    if (changed.isEmpty() && labels.isEmpty() && proof != Proof.UNKNOWN_KEY) {
      return List.of();
    }
    final List<Flaw> flaws = new ArrayList<>();
    if (!changed.isEmpty()) {
      flaws.add(
          new Flaw(DamageKind.EDITED, tenant, "envelope differs from the entry in " + changed));
    }
    if (!labels.isEmpty()) {
      flaws.add(new Flaw(DamageKind.MISLABELLED, tenant, "not the entry's: " + labels));
    }
    if (proof == Proof.UNKNOWN_KEY) {
      flaws.add(
          new Flaw(DamageKind.UNKNOWN_KEY, null, "no key of version " + envelope.getKeyVersion()));
    }
    return flaws;
  }

  private static List<String> changedFields(
      final AuditRecord envelope, final AuditEntry entry, final boolean hashFits) {
    final AuditEvent event = entry.getEvent();
    if (hashFits
        && envelope.getLeafIndex() == entry.getLeafIndex()
        && envelope.getTenantSequence() == entry.getTenantSequence()
        && envelope.getOccurredAt() == event.getOccurredAt()
        && envelope.getTenantId().equals(event.getTenantId())
        && envelope.getAuditId().equals(event.getAuditId())
        && Arrays.equals(bytes(envelope.getPreviousHash()), entry.getPreviousHash().bytes())) {
      return List.of();
    }
    final List<String> changed = new ArrayList<>();
    note(changed, "leaf_hash", hashFits);
    note(changed, "leaf_index", envelope.getLeafIndex() == entry.getLeafIndex());
    note(changed, "tenant_sequence", envelope.getTenantSequence() == entry.getTenantSequence());
    note(changed, "occurred_at", envelope.getOccurredAt() == event.getOccurredAt());
    note(changed, "tenant_id", envelope.getTenantId().equals(event.getTenantId()));
    note(changed, "audit_id", envelope.getAuditId().equals(event.getAuditId()));
    note(
        changed,
        "previous_hash",
        Arrays.equals(bytes(envelope.getPreviousHash()), entry.getPreviousHash().bytes()));
    return changed;
  }

  private static List<String> wrongLabels(final StoredRecord record, final AuditEvent event) {
    final String given = event.getCorrelationId();
    final String correlationId = given == null ? event.getAuditId() : given;
    final List<String> wrong = new ArrayList<>(0);
    note(wrong, "key", is(record.key(), event.getTenantId()));
    header(wrong, record, OutputHeaders.TENANT_ID, event.getTenantId());
    header(wrong, record, OutputHeaders.EVENT_TYPE, event.getEventType());
    header(wrong, record, OutputHeaders.CORRELATION_ID, correlationId);
    header(wrong, record, OutputHeaders.SCHEMA_VERSION, SCHEMA_VERSION);
    return wrong;
  }

  private static void header(
      final List<String> wrong,
      final StoredRecord record,
      final String name,
      final String expected) {
    note(wrong, "header " + name, is(record.headers().get(name), expected));
  }

  private static void note(final List<String> names, final String name, final boolean right) {
    if (!right) {
      names.add(name);
    }
  }

  private static boolean is(final byte @Nullable [] actual, final String expected) {
    return actual != null && Arrays.equals(actual, expected.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(final ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
