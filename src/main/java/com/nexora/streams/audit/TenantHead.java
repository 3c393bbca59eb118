package com.nexora.streams.audit;

import java.nio.ByteBuffer;

/**
 * Head of one tenant's chain in one log, as the store holds it: version 1, sequence (8 bytes), leaf
 * hash of the last entry (32), hour of the last arrival (8, for the expiry of queries).
 *
 * @param sequence sequence of the last entry, 0 before the first
 * @param lastHash its leaf hash, zero bytes before the first
 * @param bucket hour (epoch hours) in which the last entry arrived
 */
record TenantHead(long sequence, byte[] lastHash, long bucket) {

  private static final byte VERSION = 1;
  private static final int SIZE = 1 + Long.BYTES + AuditFormat.HASH_BYTES + Long.BYTES;

  /** Before the first entry. */
  static TenantHead empty() {
    return new TenantHead(0, new byte[AuditFormat.HASH_BYTES], Long.MIN_VALUE);
  }

  static TenantHead parse(final byte[] bytes) {
    if (bytes.length != SIZE || bytes[0] != VERSION) {
      throw new IllegalStateException(
          "a tenant's chain head of %d bytes, version %d cannot be read: was the store written by a later version?"
              .formatted(bytes.length, bytes.length == 0 ? -1 : bytes[0]));
    }
    final ByteBuffer in = ByteBuffer.wrap(bytes, 1, SIZE - 1);
    final long sequence = in.getLong();
    final byte[] hash = new byte[AuditFormat.HASH_BYTES];
    in.get(hash);
    return new TenantHead(sequence, hash, in.getLong());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(SIZE)
        .put(VERSION)
        .putLong(sequence)
        .put(lastHash)
        .putLong(bucket)
        .array();
  }
}
