package com.nexora.streams.audit;

import com.nexora.streams.catalogue.BufferMemory;
import com.nexora.streams.catalogue.SeenFilter;
import com.nexora.streams.catalogue.StoreKey;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds ids that are sealed already, and says of most others that they are new without asking the
 * store, which has to look into each of its files to find nothing.
 *
 * <p>A {@link SeenFilter} holds all ids of the store. A task that starts on a store with many reads
 * them little by little, and asks the store until it has read all: sealing does not wait for it.
 */
final class KnownIdsReader {

  private static final int FIRST_IDS = 1 << 16;

  private final KeyValueStore<Bytes, byte[]> chains;
  private final KeyValueStore<Bytes, byte[]> entries;
  private final SeenFilter filter;

  /** What is still to be read, tenant by tenant; null before the first step. */
  private @Nullable Deque<Part> unread;

  /** The last key that was asked for and its hash: what is new is added next. */
  private @Nullable Bytes asked;

  private long askedHash;

  /** A part of the store. */
  private record Part(Bytes from, Bytes to) {}

  /**
   * @param chains the store {@code audit-chains}, which knows the tenants
   * @param entries the store {@code audit-entries}
   * @param retention how long an id is known, milliseconds by arrival
   * @param memory what the filters of an instance share
   */
  KnownIdsReader(
      final KeyValueStore<Bytes, byte[]> chains,
      final KeyValueStore<Bytes, byte[]> entries,
      final long retention,
      final BufferMemory memory) {
    this.chains = chains;
    this.entries = entries;
    this.filter = new SeenFilter(retention, FIRST_IDS, memory);
  }

  /**
   * The place of an id; null if the store does not hold it.
   *
   * @param id its key in the store
   */
  byte @Nullable [] place(final Bytes id, final long now) {
    final long hash = hash(id);
    asked = id;
    askedHash = hash;
    return isComplete() && !filter.mayContain(hash, mixed(hash), now) ? null : entries.get(id);
  }

  /** Remembers an id that was just sealed. */
  void add(final Bytes id, final long now) {
    add(id.equals(asked) ? askedHash : hash(id), now);
  }

  /**
   * Reads on among the ids that were in the store before.
   *
   * @param most ids
   * @param now counts as their arrival: they stay for longer than they must, never for less
   */
  void learn(final int most, final long now) {
    Deque<Part> left = unread;
    if (left == null) {
      left = tenants();
      unread = left;
    }
    int read = 0;
    while (read < most && !left.isEmpty()) {
      read += 1 + learn(left, most - read, now);
    }
  }

  private Deque<Part> tenants() {
    final Deque<Part> tenants = new ArrayDeque<>();
    try (KeyValueIterator<Bytes, byte[]> heads =
        chains.range(Bytes.wrap(AuditKeys.tenants()), Bytes.wrap(AuditKeys.afterTenants()))) {
      while (heads.hasNext()) {
        final byte[] ids = AuditKeys.idsOfHead(heads.next().key.get());
        tenants.add(new Part(Bytes.wrap(ids), Bytes.wrap(StoreKey.after(ids))));
      }
    }
    return tenants;
  }

  private int learn(final Deque<Part> left, final int most, final long now) {
    final Part part = left.remove();
    int read = 0;
    try (KeyValueIterator<Bytes, byte[]> ids = entries.range(part.from, part.to)) {
      while (ids.hasNext() && read < most) {
        add(hash(ids.next().key), now);
        read++;
      }
      if (ids.hasNext()) {
        left.addFirst(new Part(ids.peekNextKey(), part.to));
      }
    }
    return read;
  }

  private void add(final long hash, final long now) {
    filter.add(hash, mixed(hash), now);
  }

  /**
   * Two hashes of 32 bits that have nothing in common, mixed. Who finds ids that share one gains
   * nothing by it: the store is asked then.
   */
  private static long hash(final Bytes id) {
    return mixed((long) Utils.murmur2(id.get()) << Integer.SIZE ^ id.hashCode() & 0xffff_ffffL);
  }

  /**
   * Every bit of the result depends on every bit given (D. Stafford's variant 13 for SplitMix64).
   */
  private static long mixed(final long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** Whether every id of the store is in the filter. */
  boolean isComplete() {
    return unread != null && unread.isEmpty();
  }

  /** Gives back memory. */
  void close() {
    filter.close();
  }
}
