package com.nexora.streams.audit;

import com.nexora.events.AuditEntry;
import com.nexora.events.AuditRecord;
import com.nexora.streams.catalogue.RetentionClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a sealed entry and their hash, as published in {@code docs/audit.md}.
 *
 * <p>A verifier must never have to encode anything again: the entry's bytes are the authority, they
 * name their own schema by its SHA-256 (a registry's ids differ from cluster to cluster), and the
 * leaf hash is RFC 6962's, so that the entries become leaves of a Merkle tree without a change of
 * format. This is the only class that sealing and verification share.
 */
public final class AuditFormat {

  /** Bytes of a SHA-256 hash. */
  public static final int HASH_BYTES = 32;

  /** Largest entry in bytes: what a C2SP tlog-tiles entry bundle can hold. */
  public static final int MAX_ENTRY_BYTES = 65_535;

  /** The retention class of acts that no rule asks a retention for. */
  public static final String DEFAULT_CLASS = RetentionClass.DEFAULT;

  /** Stands before the entry in its leaf hash. */
  static final byte LEAF = 0x00;

  /** Stands before the children in the hash of an inner node. */
  static final byte NODE = 0x01;

  private static final byte[] SCHEMA_HASH = schemaHash(AuditEntry.getClassSchema());
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(AuditFormat::newSha256);
  private static final ThreadLocal<EntryEncoder> ENCODER =
      ThreadLocal.withInitial(EntryEncoder::new);

  private AuditFormat() {}

  /** Names the log of a partition: retention class, slash, partition. */
  public static String logId(final int partition) {
    return logId(DEFAULT_CLASS, partition);
  }

  /** As {@link #logId(int)}, of another retention class. */
  public static String logId(final String retentionClass, final int partition) {
    return retentionClass + '/' + partition;
  }

  /** The partition of a log, from its name. */
  static int partitionOf(final String logId) {
    return Integer.parseInt(logId, logId.lastIndexOf('/') + 1, logId.length(), 10);
  }

  /** SHA-256 of the schema's parsing canonical form in UTF-8. */
  public static byte[] schemaHash(final Schema schema) {
    return newSha256()
        .digest(SchemaNormalization.toParsingForm(schema).getBytes(StandardCharsets.UTF_8));
  }

  /** Hash of the schema that this version writes. */
  public static byte[] currentSchemaHash() {
    return SCHEMA_HASH.clone();
  }

  /** The entry's bytes: hash of its schema, then its Avro binary. */
  public static byte[] entryBytes(final AuditEntry entry) {
    return ENCODER.get().encode(entry);
  }

  /** As {@link #entryBytes(AuditEntry)}, of a draft whose bytes are taken as they are. */
  static byte[] entryBytes(
      final String logId,
      final long leaf,
      final long tenantSequence,
      final byte[] previousHash,
      final DraftView draft) {
    return ENCODER.get().encode(logId, leaf, tenantSequence, previousHash, draft);
  }

  /** The sealed bytes in a record; empty if there is none. */
  public static byte[] entryOf(final @Nullable AuditRecord sealed) {
    if (sealed == null) {
      return new byte[0];
    }
    final ByteBuffer entry = sealed.getEntry().duplicate();
    final byte[] bytes = new byte[entry.remaining()];
    entry.get(bytes);
    return bytes;
  }

  /** RFC 6962 leaf hash: SHA-256 over a zero byte and the entry's bytes. */
  public static byte[] leafHash(final byte[] entry) {
    final MessageDigest digest = SHA_256.get();
    digest.reset();
    digest.update(LEAF);
    return digest.digest(entry);
  }

  /** RFC 6962 hash of an inner node: SHA-256 over a one byte and both children. */
  static byte[] nodeHash(final byte[] left, final byte[] right) {
    final MessageDigest digest = SHA_256.get();
    digest.reset();
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }

  /** SHA-256 of any bytes. */
  static byte[] sha256(final byte[] bytes) {
    final MessageDigest digest = SHA_256.get();
    digest.reset();
    return digest.digest(bytes);
  }

  /** The schema hash at the start of an entry; null if the bytes are too few to hold one. */
  static byte @Nullable [] schemaHashOf(final byte[] entry) {
    return entry.length < HASH_BYTES ? null : Arrays.copyOf(entry, HASH_BYTES);
  }

  /** A digest of the caller's own. */
  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static final class EntryEncoder {

    /** A number has at most ten bytes. */
    private static final int LONGEST_NUMBER = 10;

    private final SpecificDatumWriter<AuditEntry> writer =
        new SpecificDatumWriter<>(AuditEntry.class);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private @Nullable BinaryEncoder encoder;

    private final byte[] numbers = new byte[2 * LONGEST_NUMBER];
    private String lastLog = "";
    private byte[] logField = {0};

    /** The draft is the last field of an entry, so what stands before it is all there is to do. */
    byte[] encode(
        final String logId,
        final long leaf,
        final long tenantSequence,
        final byte[] previousHash,
        final DraftView draft) {
      final byte[] log = logField(logId);
      final int leafBytes = BinaryData.encodeLong(leaf, numbers, 0);
      final int numberBytes = leafBytes + BinaryData.encodeLong(tenantSequence, numbers, leafBytes);
      final int length = draft.end() - draft.start();
      final byte[] bytes = new byte[HASH_BYTES + log.length + numberBytes + HASH_BYTES + length];
      int at = put(SCHEMA_HASH, HASH_BYTES, bytes, 0);
      at = put(log, log.length, bytes, at);
      at = put(numbers, numberBytes, bytes, at);
      at = put(previousHash, HASH_BYTES, bytes, at);
      System.arraycopy(draft.data(), draft.start(), bytes, at, length);
      return bytes;
    }

    private static int put(final byte[] from, final int length, final byte[] to, final int at) {
      System.arraycopy(from, 0, to, at, length);
      return at + length;
    }

    /** The log's id with its length before it; a thread seals few logs. */
    private byte[] logField(final String logId) {
      if (!logId.equals(lastLog)) {
        final byte[] id = logId.getBytes(StandardCharsets.UTF_8);
        final byte[] field = new byte[LONGEST_NUMBER + id.length];
        final int at = BinaryData.encodeInt(id.length, field, 0);
        logField = Arrays.copyOf(field, put(id, id.length, field, at));
        lastLog = logId;
      }
      return logField;
    }

    byte[] encode(final AuditEntry entry) {
      out.reset();
      out.writeBytes(SCHEMA_HASH);
      try {
        final BinaryEncoder to = EncoderFactory.get().binaryEncoder(out, encoder);
        encoder = to;
        writer.write(entry, to);
        to.flush();
      } catch (final IOException e) {
        throw new UncheckedIOException("cannot encode an audit entry", e);
      }
      return out.toByteArray();
    }
  }
}
