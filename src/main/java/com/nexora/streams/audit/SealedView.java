package com.nexora.streams.audit;

import java.util.Arrays;

/**
 * The fields of one sealed entry that a verifier needs, as places in its array, read by hand from
 * the bytes of this version's schema.
 *
 * <p>It walks over all fields, so that bytes behind the last one show. Strict as {@link
 * EnvelopeView}. Not thread-safe.
 *
 * <p>{@link DraftView} walks over the same fields of an act, but must look into each text and into
 * the order of a map, which costs more than the walk and which a verifier need not do: what it
 * reads is covered by a hash. One walk for both would ask at each field whose it is.
 */
final class SealedView {

  private static final byte[] SCHEMA = AuditFormat.currentSchemaHash();

  private final ByteCursor cursor = new ByteCursor();

  int logAt;
  int logLength;
  long leaf;
  long sequence;
  int previousAt;
  int idAt;
  int idLength;
  int tenantAt;
  int tenantLength;
  int typeAt;
  int typeLength;
  int resourceAt;
  int resourceLength;

  /** Correlation id; the audit id where the act has none. */
  int correlationAt;

  int correlationLength;
  long occurredAt;

  /** Data key of an encrypted payload, a length of -1 if there is none. */
  int encryptionKeyAt;

  int encryptionKeyLength;

  /** Reads one; false if it is not of this version's schema to the byte. */
  boolean read(final byte[] data, final int at, final int length) {
    if (length < SCHEMA.length
        || !Arrays.equals(SCHEMA, 0, SCHEMA.length, data, at, at + SCHEMA.length)) {
      return false;
    }
    cursor.over(data, at + SCHEMA.length, at + length);
    logAt = cursor.bytes();
    logLength = cursor.length();
    leaf = cursor.number();
    sequence = cursor.number();
    previousAt = cursor.skip(AuditFormat.HASH_BYTES);
    event();
    return cursor.ended();
  }

  private void event() {
    idAt = cursor.bytes();
    idLength = cursor.length();
    tenantAt = cursor.bytes();
    tenantLength = cursor.length();
    typeAt = cursor.bytes();
    typeLength = cursor.length();
    cursor.bytes(); // category
    cursor.bytes(); // severity
    cursor.bytes(); // action
    cursor.bytes(); // description
    cursor.bytes(); // actor
    optional(); // agent
    resourceAt = cursor.bytes();
    resourceLength = cursor.length();
    cursor.bytes(); // outcome
    cursor.bytes(); // payload
    items(1); // frameworks
    correlationAt = idAt;
    correlationLength = idLength;
    if (cursor.present()) {
      correlationAt = cursor.bytes();
      correlationLength = cursor.length();
    }
    occurredAt = cursor.number();
    cursor.skip(1); // encrypted
    optional(); // ciphertext
    encryptionKeyLength = -1;
    if (cursor.present()) {
      encryptionKeyAt = cursor.bytes();
      encryptionKeyLength = cursor.length();
    }
    optional(); // key_commitment
    if (cursor.present()) {
      cursor.number(); // retention_until
    }
    cursor.bytes(); // retention_class
    items(1); // subjects
    cursor.bytes(); // source_topic
    cursor.intNumber(); // source_partition
    cursor.number(); // source_offset
    items(2); // metadata
  }

  private void optional() {
    if (cursor.present()) {
      cursor.bytes();
    }
  }

  /** An array or a map: blocks of items, each of so many byte strings, up to a block of none. */
  private void items(final int stringsEach) {
    for (long left = cursor.number(); left != 0; left = cursor.number()) {
      if (left < 0 || cursor.bad()) {
        // A block may also be told by its size in bytes; nobody here writes such.
        cursor.skip(-1);
        return;
      }
      for (long i = 0; i < left * stringsEach && !cursor.bad(); i++) {
        cursor.bytes();
      }
    }
  }
}
