package com.nexora.streams.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive entries of one chain as one row of {@code audit-entries}.
 *
 * <p>A row costs more than its bytes: a record of the changelog, which the broker looks at, a put,
 * a place in a sorted table, a step of every merge. An entry by itself is a row as well, as earlier
 * versions wrote it: the first byte tells them apart, since an entry starts with its arrival.
 *
 * <p>A block is {@code 01}, the number of entries (4 bytes), the length of each (4 bytes), then the
 * entries.
 *
 * @param first key of the first entry, which is the row's
 * @param row the row's value
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record EntryBlock(byte[] first, byte[] row) {

  private static final byte MARK = 1;
  private static final int HEADER = 1 + Integer.BYTES;

  /** The row of some entries, in their order. */
  static byte[] rowOf(final List<byte[]> entries) {
    // An arrival that starts like a block is 2^56 ms or later: only who lies about the time says
    // so.
    if (entries.size() == 1 && entries.get(0)[0] != MARK) {
      return entries.get(0);
    }
    int size = HEADER + Integer.BYTES * entries.size();
    for (final byte[] entry : entries) {
      size += entry.length;
    }
    final ByteBuffer row = ByteBuffer.allocate(size).put(MARK).putInt(entries.size());
    entries.forEach(entry -> row.putInt(entry.length));
    entries.forEach(row::put);
    return row.array();
  }

  /** Number of entries in a row. */
  static int count(final byte[] row) {
    return row[0] == MARK ? ByteBuffer.wrap(row).getInt(1) : 1;
  }

  /** Gets the entries of a row. */
  @FunctionalInterface
  interface Visitor {

    /**
     * One entry.
     *
     * @param row holds it
     * @param at its first byte
     * @param length its bytes
     */
    void entry(byte[] row, int at, int length);
  }

  /** Shows all entries of a row, in their order. */
  static void forEach(final byte[] row, final Visitor visitor) {
    if (row[0] != MARK) {
      visitor.entry(row, 0, row.length);
      return;
    }
    final ByteBuffer lengths = ByteBuffer.wrap(row);
    final int count = count(row);
    int at = HEADER + Integer.BYTES * count;
    for (int i = 0; i < count; i++) {
      final int length = lengths.getInt(HEADER + Integer.BYTES * i);
      visitor.entry(row, at, length);
      at += length;
    }
  }

  int count() {
    return count(row);
  }

  /** Whether the chain's entry of this key is in the block. */
  boolean holds(final byte[] key) {
    final int chain = first.length - Long.BYTES;
    final long at = AuditKeys.sequenceOfKey(key) - AuditKeys.sequenceOfKey(first);
    return key.length == first.length
        && Arrays.equals(key, 0, chain, first, 0, chain)
        && at >= 0
        && at < count();
  }

  /** Key of one of its entries. */
  byte[] key(final int entry) {
    final byte[] key = first.clone();
    final ByteBuffer sequence = ByteBuffer.wrap(key, key.length - Long.BYTES, Long.BYTES);
    final int at = sequence.position();
    sequence.putLong(at, sequence.getLong(at) + entry);
    return key;
  }

  /** One of its entries. */
  byte[] entry(final int entry) {
    if (row[0] != MARK) {
      return row;
    }
    final ByteBuffer lengths = ByteBuffer.wrap(row);
    int at = HEADER + Integer.BYTES * count();
    for (int i = 0; i < entry; i++) {
      at += lengths.getInt(HEADER + Integer.BYTES * i);
    }
    return Arrays.copyOfRange(row, at, at + lengths.getInt(HEADER + Integer.BYTES * entry));
  }

  /** The entry of a key that it {@link #holds}. */
  byte[] entry(final byte[] key) {
    return entry((int) (AuditKeys.sequenceOfKey(key) - AuditKeys.sequenceOfKey(first)));
  }
}
