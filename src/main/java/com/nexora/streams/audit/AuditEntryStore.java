package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.streams.catalogue.BufferMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Sealed entries for queries, the ids that are sealed already, the heads of the chains and the tree
 * of the log, in the audit stores of one partition.
 *
 * <p>The heads and the tree stay for ever; entries and ids go when they are older than the
 * retention by arrival. Whether an id is still known depends on times alone and never on how far
 * the sweep has come, so that a replay decides the same.
 */
final class AuditEntryStore {

  /** Most ids that {@link #learn} reads: tens of milliseconds. */
  static final int LEARN_LIMIT = 20_000;

  /** Most entries that one sweep removes. */
  static final int SWEEP_LIMIT = 5_000;

  private static final Bytes LOG = Bytes.wrap(AuditKeys.log());
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final KeyValueStore<Bytes, byte[]> chains;
  private final KeyValueStore<Bytes, byte[]> entries;
  private final TileStore tiles;
  private final KnownIdsReader ids;
  private final long retention;

  /**
   * The head that was written last and its bytes: while the store gives the same array, it need not
   * be read again for each entry.
   */
  private LogHead head = LogHead.empty();

  private byte @Nullable [] headBytes;

  // Keys of what was asked for last: what is asked for is written next.
  private @Nullable String lastTenant;
  private Bytes lastTenantKey = LOG;
  private @Nullable String askedTenant;
  private @Nullable String askedId;
  private Bytes idKey = LOG;

  /**
   * @param chains the store {@code audit-chains}
   * @param entries the store {@code audit-entries}
   * @param tiles the store {@code audit-tiles}
   * @param retention how long entries and ids are kept, by arrival
   * @param memory of the instance, for the ids
   */
  AuditEntryStore(
      final KeyValueStore<Bytes, byte[]> chains,
      final KeyValueStore<Bytes, byte[]> entries,
      final KeyValueStore<Bytes, byte[]> tiles,
      final Duration retention,
      final BufferMemory memory) {
    this.chains = chains;
    this.entries = entries;
    this.tiles = new TileStore(tiles);
    this.retention = retention.toMillis();
    this.ids = new KnownIdsReader(chains, entries, this.retention, memory);
  }

  /**
   * Head of the partition's log, with its tree.
   *
   * @throws MissingTreeException if an earlier version wrote the store and it does not hold what
   *     the tree could be made of
   */
  LogHead log() {
    final byte[] bytes = chains.get(LOG);
    if (bytes != null && bytes == headBytes) {
      return head;
    }
    final LogHead read = parsed(bytes);
    return read.hasTree() ? read : mend(read);
  }

  /**
   * Head of the partition's log as it stands in the store, perhaps without its tree; only reads.
   */
  LogHead restored() {
    return parsed(chains.get(LOG));
  }

  private static LogHead parsed(final byte @Nullable [] bytes) {
    return bytes == null ? LogHead.empty() : LogHead.parse(bytes);
  }

  /**
   * Makes the tree of a log that an earlier version wrote, by one walk over its entries to count
   * them and one to hash them.
   */
  private LogHead mend(final LogHead head) {
    final long[] found = new long[1];
    leaves(
        (index, hash) -> {
          found[0]++;
          if (index >= head.nextLeaf()) {
            throw new IllegalStateException(
                "the store has entry %d of a log that ends before %d: its parts do not belong together"
                    .formatted(index, head.nextLeaf()));
          }
        });
    if (found[0] != head.nextLeaf()) {
      throw new MissingTreeException(head.nextLeaf(), found[0]);
    }
    final LogHead mended = LogHead.of(tiles.rebuild(head.nextLeaf(), this::leaves));
    chains.put(LOG, mended.bytes());
    return mended;
  }

  private void leaves(final TileStore.LeafVisitor visitor) {
    try (KeyValueIterator<Bytes, byte[]> all = entries.all()) {
      while (all.hasNext()) {
        final byte[] value = all.next().value;
        if (AuditKeys.isEntry(value)) {
          final AuditRecord record = EntryCodec.recordOf(value);
          final byte[] hash = new byte[AuditFormat.HASH_BYTES];
          record.getLeafHash().duplicate().get(hash);
          visitor.leaf(record.getLeafIndex(), hash);
        }
      }
    }
  }

  /** Head of a tenant's chain. */
  TenantHead tenant(final String tenantId) {
    final byte[] head = chains.get(tenantKey(tenantId));
    return head == null ? TenantHead.empty() : TenantHead.parse(head);
  }

  private Bytes tenantKey(final String tenantId) {
    if (!tenantId.equals(lastTenant)) {
      lastTenant = tenantId;
      lastTenantKey = Bytes.wrap(AuditKeys.tenant(tenantId));
    }
    return lastTenantKey;
  }

  private Bytes idKey(final String tenantId, final String auditId) {
    return tenantId.equals(askedTenant) && auditId.equals(askedId)
        ? idKey
        : Bytes.wrap(AuditKeys.id(tenantId, auditId));
  }

  /** Whether an act of this id was sealed within the retention before now. */
  boolean knows(final String tenantId, final String auditId, final long now) {
    askedTenant = tenantId;
    askedId = auditId;
    idKey = Bytes.wrap(AuditKeys.id(tenantId, auditId));
    final byte[] place = ids.place(idKey, now);
    return place != null && now - AuditKeys.placeArrivalOf(place) <= retention;
  }

  /**
   * Keeps a sealed entry, the heads after it and what it adds to the tree. The store of entries
   * adds the place of its id itself ({@link EntryPlaceReader}).
   *
   * @param log head of the log before it
   * @return the entry as a value of the store, see {@link EntryCodec}
   */
  byte[] put(final LogHead log, final Sealing.Sealed sealed, final long arrival) {
    final AuditRecord record = sealed.record();
    final String tenantId = record.getTenantId();
    final long sequence = record.getTenantSequence();
    final long bucket = Math.floorDiv(arrival, HOUR);
    final TenantHead head = sealed.tenant();
    if (head.bucket() != bucket) {
      chains.put(
          Bytes.wrap(AuditKeys.bucket(bucket, tenantId)), AuditKeys.marker(sequence, tenantId));
    }
    chains.put(
        tenantKey(tenantId), new TenantHead(head.sequence(), head.lastHash(), bucket).bytes());
    final LogHead next = log.append(sealed.leafHash(), tiles);
    final byte[] bytes = next.bytes();
    chains.put(LOG, bytes);
    this.head = next;
    headBytes = bytes;
    final byte[] value = EntryCodec.encode(arrival, record);
    entries.put(Bytes.wrap(AuditKeys.entry(tenantId, sequence)), value);
    ids.add(idKey(tenantId, record.getAuditId()), arrival);
    return value;
  }

  /**
   * Reads on among the ids that the store had when the task started, so that new ones need not be
   * looked for; does nothing once all are read.
   */
  void learn(final long now) {
    ids.learn(LEARN_LIMIT, now);
  }

  /** Gives back memory; the stores are closed by Kafka Streams. */
  void close() {
    ids.close();
  }

  /**
   * Removes what expired, hour by hour, at most {@link #SWEEP_LIMIT} entries.
   *
   * @param now stream time, epoch milliseconds
   */
  void sweep(final long now) {
    final long firstKept = Math.floorDiv(now - retention, HOUR);
    final List<KeyValue<Bytes, byte[]>> markers = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> expired =
        chains.range(
            Bytes.wrap(AuditKeys.bucketsFrom(Long.MIN_VALUE)),
            Bytes.wrap(AuditKeys.bucketsFrom(firstKept)))) {
      while (expired.hasNext() && markers.size() < SWEEP_LIMIT) {
        markers.add(expired.next());
      }
    }
    int budget = SWEEP_LIMIT;
    for (final KeyValue<Bytes, byte[]> marker : markers) {
      budget -= sweep(marker, firstKept * HOUR, budget);
      if (budget <= 0) {
        return;
      }
    }
  }

  /** Removes the entries behind one marker, then the marker; the number of steps it took. */
  private int sweep(final KeyValue<Bytes, byte[]> marker, final long keptFrom, final int budget) {
    final String tenantId = AuditKeys.markerTenant(marker.value);
    final List<KeyValue<Bytes, byte[]>> gone = new ArrayList<>();
    boolean all = true;
    try (KeyValueIterator<Bytes, byte[]> oldest =
        entries.range(
            Bytes.wrap(AuditKeys.entry(tenantId, AuditKeys.sequenceOf(marker.value))),
            Bytes.wrap(AuditKeys.entry(tenantId, Long.MAX_VALUE)))) {
      while (oldest.hasNext()) {
        final KeyValue<Bytes, byte[]> next = oldest.next();
        if (AuditKeys.arrivalOf(next.value) >= keptFrom) {
          break;
        }
        if (gone.size() == budget) {
          all = false;
          break;
        }
        gone.add(next);
      }
    }
    for (final KeyValue<Bytes, byte[]> entry : gone) {
      remove(tenantId, entry);
    }
    if (all) {
      chains.delete(marker.key);
    }
    return gone.size() + 1;
  }

  private void remove(final String tenantId, final KeyValue<Bytes, byte[]> entry) {
    final AuditRecord record = EntryCodec.recordOf(entry.value);
    final Bytes id = Bytes.wrap(AuditKeys.id(tenantId, record.getAuditId()));
    final byte[] place = entries.get(id);
    // The same id may have been sealed anew after it had expired; then the index is not ours.
    if (place != null && AuditKeys.sequenceOf(place) == record.getTenantSequence()) {
      entries.delete(id);
    }
    entries.delete(entry.key);
  }
}
