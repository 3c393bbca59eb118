package com.nexora.streams.audit;

import com.nexora.streams.audit.CheckedRecord.Sound;
import com.nexora.streams.catalogue.OutputHeaders;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Holds the records of a block against themselves: hash, HMAC, envelope, key and headers.
 *
 * <p>Nearly all records of nearly all trails are flawless, so that is decided without an object per
 * record; whatever is not surely flawless goes to {@link RecordCheck}, which says what is wrong.
 * Several threads may check blocks of one log, each with its own instance.
 */
final class BlockCheck {

  private static final byte[] TENANT_ID = utf8(OutputHeaders.TENANT_ID);
  private static final byte[] EVENT_TYPE = utf8(OutputHeaders.EVENT_TYPE);
  private static final byte[] CORRELATION_ID = utf8(OutputHeaders.CORRELATION_ID);
  private static final byte[] SCHEMA_VERSION = utf8(OutputHeaders.SCHEMA_VERSION);
  private static final byte[] VERSION = utf8(RecordCheck.SCHEMA_VERSION);
  private static final int HEADERS = 4;
  private static final int ALL_HEADERS = 0b1111;

  private final byte[] logId;
  private final Envelopes envelopes;
  private final @Nullable HmacKeys keys;
  private final RecordCheck closely;
  private final SubtreeRoots roots;
  private final MessageDigest digest = AuditFormat.newSha256();
  private final EnvelopeView envelope = new EnvelopeView();
  private final SealedView entry = new SealedView();
  private final ByteCursor headers = new ByteCursor();
  private final byte[] hmac = new byte[AuditFormat.HASH_BYTES];
  private int currentSchema = -1;

  /**
   * @param logId the log the records must belong to
   * @param keys keys of the HMACs; null = HMACs are not checked
   * @param cuts sizes of the tree, ascending, at which somebody will ask for its root
   */
  BlockCheck(
      final String logId,
      final Envelopes envelopes,
      final @Nullable HmacKeys keys,
      final long[] cuts) {
    this.logId = utf8(logId);
    this.envelopes = envelopes;
    this.keys = keys;
    this.closely = new RecordCheck(logId, keys, AuditSchemas.shipped());
    this.roots = new SubtreeRoots(cuts);
  }

  /** Checks every record. */
  CheckedBlock check(final RecordBlock block) {
    final CheckedBlock checked = new CheckedBlock(block);
    for (int record = 0; record < block.count(); record++) {
      if (!flawless(block, record, checked)) {
        final CheckedRecord other = closely.check(block.stored(record, envelopes));
        checked.other(record, other);
        if (other instanceof Sound sound) {
          System.arraycopy(
              sound.hash(),
              0,
              checked.hashes(),
              record * AuditFormat.HASH_BYTES,
              AuditFormat.HASH_BYTES);
        }
      }
    }
    roots.addTo(checked);
    return checked;
  }

  private boolean flawless(final RecordBlock block, final int record, final CheckedBlock checked) {
    final byte[] data = block.data();
    final int at = block.valueAt(record);
    if (block.valueLength(record) < EnvelopeView.WIRE_HEADER
        || data[at] != 0
        || !isCurrent(EnvelopeView.schemaId(data, at))
        || !envelope.read(data, at, block.valueLength(record))
        || !entry.read(data, envelope.entryAt, envelope.entryLength)
        || !same(data, entry.logAt, entry.logLength, logId)
        || !copies(data)
        || !labels(block, record)) {
      return false;
    }
    final int hashAt = record * AuditFormat.HASH_BYTES;
    hash(data, checked.hashes(), hashAt);
    if (!same(data, envelope.leafHashAt, AuditFormat.HASH_BYTES, checked.hashes(), hashAt)) {
      return false;
    }
    if (keys != null) {
      if (!keys.knows(envelope.keyVersion)) {
        return false;
      }
      keys.sign(envelope.keyVersion, checked.hashes(), hashAt, hmac);
      if (!same(data, envelope.hmacAt, envelope.hmacLength, hmac)) {
        return false;
      }
    }
    checked.flawless(record, entry, keys != null, tenantHash(data));
    return true;
  }

  private boolean isCurrent(final int schemaId) {
    if (schemaId != currentSchema) {
      if (!envelopes.isCurrent(schemaId)) {
        return false;
      }
      currentSchema = schemaId;
    }
    return true;
  }

  private void hash(final byte[] data, final byte[] into, final int at) {
    digest.update(AuditFormat.LEAF);
    digest.update(data, envelope.entryAt, envelope.entryLength);
    try {
      digest.digest(into, at, AuditFormat.HASH_BYTES);
    } catch (final DigestException e) {
      throw new IllegalStateException("32 bytes hold a SHA-256", e);
    }
  }

  private boolean copies(final byte[] data) {
    return envelope.leaf == entry.leaf
        && envelope.sequence == entry.sequence
        && envelope.occurredAt == entry.occurredAt
        && same(
            data,
            envelope.tenantAt,
            envelope.tenantLength,
            data,
            entry.tenantAt,
            entry.tenantLength)
        && same(data, envelope.idAt, envelope.idLength, data, entry.idAt, entry.idLength)
        && same(data, envelope.previousAt, AuditFormat.HASH_BYTES, data, entry.previousAt);
  }

  private boolean labels(final RecordBlock block, final int record) {
    final byte[] data = block.data();
    if (block.headerCount(record) != HEADERS
        || !same(
            data,
            block.keyAt(record),
            block.keyLength(record),
            data,
            entry.tenantAt,
            entry.tenantLength)) {
      return false;
    }
    headers.over(data, block.headersAt(record), data.length);
    int seen = 0;
    for (int i = 0; i < HEADERS; i++) {
      final int nameAt = headers.bytes();
      final int nameLength = headers.length();
      final int valueAt = headers.nullableBytes();
      seen |= header(data, nameAt, nameLength, valueAt, headers.length());
    }
    return seen == ALL_HEADERS && !headers.bad();
  }

  /** A bit for each of the four headers that has its right value; 0 for any other. */
  private int header(
      final byte[] data,
      final int nameAt,
      final int nameLength,
      final int valueAt,
      final int valueLength) {
    if (same(data, nameAt, nameLength, TENANT_ID)) {
      return bit(1, data, valueAt, valueLength, entry.tenantAt, entry.tenantLength);
    }
    if (same(data, nameAt, nameLength, EVENT_TYPE)) {
      return bit(2, data, valueAt, valueLength, entry.typeAt, entry.typeLength);
    }
    if (same(data, nameAt, nameLength, CORRELATION_ID)) {
      return bit(4, data, valueAt, valueLength, entry.correlationAt, entry.correlationLength);
    }
    return same(data, nameAt, nameLength, SCHEMA_VERSION)
            && same(data, valueAt, valueLength, VERSION)
        ? 8
        : 0;
  }

  private static int bit(
      final int bit,
      final byte[] data,
      final int at,
      final int length,
      final int expectedAt,
      final int expectedLength) {
    return same(data, at, length, data, expectedAt, expectedLength) ? bit : 0;
  }

  private int tenantHash(final byte[] data) {
    return Tenants.hash(data, entry.tenantAt, entry.tenantLength);
  }

  private static boolean same(
      final byte[] data, final int at, final int length, final byte[] expected) {
    return length == expected.length && Arrays.equals(data, at, at + length, expected, 0, length);
  }

  private static boolean same(
      final byte[] a, final int at, final int length, final byte[] b, final int bAt) {
    return Arrays.equals(a, at, at + length, b, bAt, bAt + length);
  }

  private static boolean same(
      final byte[] a,
      final int at,
      final int length,
      final byte[] b,
      final int bAt,
      final int bLength) {
    return length == bLength && Arrays.equals(a, at, at + length, b, bAt, bAt + length);
  }

  private static byte[] utf8(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
