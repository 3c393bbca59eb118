package com.nexora.streams.audit;

import com.nexora.streams.catalogue.StoreKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys and small values of the audit stores.
 *
 * <p>{@code audit-chains}: {@code L} -> {@link LogHead}; {@code T} tenant -> {@link TenantHead};
 * {@code B} hour tenant -> first sequence of the tenant that arrived in this hour (8 bytes), tenant
 * (what to look at when the hour expires). {@code audit-entries}: tenant {@code E} sequence ->
 * arrival (8 bytes), then the record, several in one row where {@link EntryBlock} says so; tenant
 * {@code I} audit id -> sequence, arrival (8 bytes each).
 */
final class AuditKeys {

  private static final char LOG = 'L';
  private static final char TENANT = 'T';
  private static final char BUCKET = 'B';
  private static final char ENTRY = 'E';
  private static final byte ID = 'I';
  private static final int PLACE_BYTES = 2 * Long.BYTES;

  private AuditKeys() {}

  static byte[] log() {
    return StoreKey.of().kind(LOG).bytes();
  }

  static byte[] tenant(final String tenantId) {
    return StoreKey.of(1 + StoreKey.lengthOf(tenantId)).kind(TENANT).part(tenantId).bytes();
  }

  /** Where the heads of tenants start. */
  static byte[] tenants() {
    return StoreKey.of().kind(TENANT).bytes();
  }

  /** Behind the heads of tenants. */
  static byte[] afterTenants() {
    return StoreKey.after(tenants());
  }

  /** Where the ids of the tenant start that the key of a head names. */
  static byte[] idsOfHead(final byte[] tenantKey) {
    final byte[] ids = Arrays.copyOfRange(tenantKey, 1, tenantKey.length + 1);
    ids[ids.length - 1] = ID;
    return ids;
  }

  static byte[] bucket(final long bucket, final String tenantId) {
    return StoreKey.of().kind(BUCKET).number(bucket).part(tenantId).bytes();
  }

  /** Where the markers of an hour and all later ones start. */
  static byte[] bucketsFrom(final long bucket) {
    return StoreKey.of().kind(BUCKET).number(bucket).bytes();
  }

  static byte[] entry(final String tenantId, final long sequence) {
    return StoreKey.of(StoreKey.lengthOf(tenantId) + 1 + Long.BYTES)
        .part(tenantId)
        .kind(ENTRY)
        .number(sequence)
        .bytes();
  }

  /** Whether a key is that of an entry: what precedes the sequence occurs in no other key. */
  static boolean isEntryKey(final byte[] key) {
    final int kind = key.length - Long.BYTES - 1;
    return kind >= 2 && key[kind] == ENTRY && key[kind - 1] == 1 && key[kind - 2] == 0;
  }

  /** The sequence in the key of an entry. */
  static long sequenceOfKey(final byte[] key) {
    return ByteBuffer.wrap(key, key.length - Long.BYTES, Long.BYTES).getLong() ^ Long.MIN_VALUE;
  }

  static byte[] id(final String tenantId, final String auditId) {
    return StoreKey.of(StoreKey.lengthOf(tenantId) + 1 + StoreKey.lengthOf(auditId))
        .part(tenantId)
        .kind((char) ID)
        .part(auditId)
        .bytes();
  }

  /** Whether the value is that of an entry, not the place of one. */
  static boolean isEntry(final byte[] value) {
    return value.length > PLACE_BYTES;
  }

  /** When an entry arrived, epoch milliseconds. */
  static long arrivalOf(final byte[] entryValue) {
    return arrivalOf(entryValue, 0);
  }

  /** When an entry arrived that begins at a place of an array, epoch milliseconds. */
  static long arrivalOf(final byte[] row, final int at) {
    return ByteBuffer.wrap(row).getLong(at);
  }

  /** The record's bytes in the value of an entry. */
  static byte[] recordOf(final byte[] entryValue) {
    return Arrays.copyOfRange(entryValue, Long.BYTES, entryValue.length);
  }

  static byte[] marker(final long firstSequence, final String tenantId) {
    final byte[] tenant = tenantId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + tenant.length)
        .putLong(firstSequence)
        .put(tenant)
        .array();
  }

  static String markerTenant(final byte[] marker) {
    return new String(marker, Long.BYTES, marker.length - Long.BYTES, StandardCharsets.UTF_8);
  }

  static byte[] place(final long sequence, final long arrival) {
    return ByteBuffer.allocate(PLACE_BYTES).putLong(sequence).putLong(arrival).array();
  }

  /** The sequence that a place or a marker starts with. */
  static long sequenceOf(final byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  static long placeArrivalOf(final byte[] place) {
    return ByteBuffer.wrap(place).getLong(Long.BYTES);
  }
}
