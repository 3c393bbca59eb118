package com.nexora.streams.audit;

import com.nexora.streams.audit.CheckedRecord.Sound;
import java.util.Arrays;

/**
 * What a tenant's chain needs of an entry. Mutable and used again, since there is one for every
 * entry of a trail; whoever keeps it, copies it.
 */
final class ChainLink {

  private final byte[] previous = new byte[AuditFormat.HASH_BYTES];
  private final byte[] hash = new byte[AuditFormat.HASH_BYTES];
  private long leaf;
  private long offset;
  private long sequence;
  private boolean proven;

  /** Becomes a flawless entry of a block. */
  ChainLink set(final CheckedBlock block, final int record) {
    leaf = block.leaf(record);
    offset = block.offset(record);
    sequence = block.sequence(record);
    proven = block.proven(record);
    System.arraycopy(block.data(), block.previousAt(record), previous, 0, previous.length);
    System.arraycopy(block.hashes(), record * hash.length, hash, 0, hash.length);
    return this;
  }

  /** Becomes an entry that stands at an offset. */
  ChainLink set(final Sound sound, final long at) {
    leaf = sound.leaf();
    offset = at;
    sequence = sound.sequence();
    proven = sound.proven();
    System.arraycopy(sound.previous(), 0, previous, 0, previous.length);
    System.arraycopy(sound.hash(), 0, hash, 0, hash.length);
    return this;
  }

  /** Becomes the head of a chain of which no more is known. */
  ChainLink set(final long headSequence, final byte[] headHash) {
    leaf = -1;
    offset = -1;
    sequence = headSequence;
    proven = true;
    Arrays.fill(previous, (byte) 0);
    System.arraycopy(headHash, 0, hash, 0, hash.length);
    return this;
  }

  /** Becomes the same as another. */
  ChainLink set(final ChainLink other) {
    leaf = other.leaf;
    offset = other.offset;
    sequence = other.sequence;
    proven = other.proven;
    System.arraycopy(other.previous, 0, previous, 0, previous.length);
    System.arraycopy(other.hash, 0, hash, 0, hash.length);
    return this;
  }

  /** Leaf index. */
  long leaf() {
    return leaf;
  }

  /** Kafka offset. */
  long offset() {
    return offset;
  }

  /** Tenant sequence. */
  long sequence() {
    return sequence;
  }

  /** Leaf hash of the tenant's entry before. Not a copy. */
  byte[] previous() {
    return previous;
  }

  /** Leaf hash. Not a copy. */
  byte[] hash() {
    return hash;
  }

  /** Whether its HMAC confirms it. */
  boolean proven() {
    return proven;
  }

  /** Whether this entry names another as the one before it. */
  boolean follows(final ChainLink last) {
    return Arrays.equals(last.hash, previous);
  }

  /** Whether it says of itself that it is its tenant's first. */
  boolean isFirst() {
    for (final byte b : previous) {
      if (b != 0) {
        return false;
      }
    }
    return sequence == 1;
  }
}
