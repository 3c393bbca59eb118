package com.nexora.streams.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the records of one block say by themselves. A flawless entry is a row of numbers here, with
 * no object of its own; all others are {@link CheckedRecord}s.
 */
final class CheckedBlock {

  private final RecordBlock block;
  private final byte[] hashes;
  private final long[] leaves;
  private final long[] sequences;
  private final int[] tenants;
  private final int[] previous;
  private final boolean[] proven;
  private final long[] groups;

  /** Of encrypted entries and acts of erasure; empty while there was none. */
  private long[] occurred = new long[0];

  private int[] keyNames = new int[0];
  private final @Nullable CheckedRecord[] others;
  private final List<LeafRun> runs = new ArrayList<>(1);

  private static final int TENANT_FIELDS = 3;
  private static final int KEY_FIELDS = 2;

  CheckedBlock(final RecordBlock block) {
    this.block = block;
    final int count = block.count();
    hashes = new byte[count * AuditFormat.HASH_BYTES];
    leaves = new long[count];
    sequences = new long[count];
    tenants = new int[count * TENANT_FIELDS];
    previous = new int[count];
    proven = new boolean[count];
    groups = new long[count];
    others = new CheckedRecord[count];
  }

  int count() {
    return block.count();
  }

  byte[] data() {
    return block.data();
  }

  /** Leaf hashes of the flawless entries, 32 bytes a record, in their order. */
  byte[] hashes() {
    return hashes;
  }

  long offset(final int record) {
    return block.offset(record);
  }

  long timestamp(final int record) {
    return block.timestamp(record);
  }

  /** Notes a flawless entry; its leaf hash stands in {@link #hashes} already. */
  void flawless(final int record, final SealedView entry, final boolean confirmed, final int hash) {
    leaves[record] = entry.leaf;
    sequences[record] = entry.sequence;
    previous[record] = entry.previousAt;
    proven[record] = confirmed;
    final long group = ErasedEntries.groupOf(block.data(), entry);
    if (group != 0) {
      keys(record, group, entry);
    }
    tenants[record * TENANT_FIELDS] = entry.tenantAt;
    tenants[record * TENANT_FIELDS + 1] = entry.tenantLength;
    tenants[record * TENANT_FIELDS + 2] = hash;
  }

  private void keys(final int record, final long group, final SealedView entry) {
    if (occurred.length == 0) {
      occurred = new long[groups.length];
      keyNames = new int[groups.length * KEY_FIELDS];
    }
    groups[record] = group;
    occurred[record] = entry.occurredAt;
    keyNames[record * KEY_FIELDS] = entry.encryptionKeyAt;
    keyNames[record * KEY_FIELDS + 1] = entry.encryptionKeyLength;
  }

  void other(final int record, final CheckedRecord checked) {
    others[record] = checked;
  }

  /** What a record says that is not a flawless entry; null if it is one. */
  @Nullable CheckedRecord other(final int record) {
    return others[record];
  }

  long leaf(final int record) {
    return leaves[record];
  }

  long sequence(final int record) {
    return sequences[record];
  }

  /** Where the previous hash of a flawless entry stands in {@link #data}. */
  int previousAt(final int record) {
    return previous[record];
  }

  boolean proven(final int record) {
    return proven[record];
  }

  /** See {@link ErasedEntries#groupOf}. */
  long group(final int record) {
    return groups[record];
  }

  /** When the act of an entry with a {@link #group} happened. */
  long occurredAt(final int record) {
    return occurred[record];
  }

  /** Where the names of the keys of an encrypted entry stand in {@link #data}. */
  int keysAt(final int record) {
    return keyNames[record * KEY_FIELDS];
  }

  int keysLength(final int record) {
    return keyNames[record * KEY_FIELDS + 1];
  }

  int tenantAt(final int record) {
    return tenants[record * TENANT_FIELDS];
  }

  int tenantLength(final int record) {
    return tenants[record * TENANT_FIELDS + 1];
  }

  int tenantHash(final int record) {
    return tenants[record * TENANT_FIELDS + 2];
  }

  /** Runs of consecutive leaves in it, with the roots of the subtrees that they fill. */
  List<LeafRun> runs() {
    return runs;
  }
}
