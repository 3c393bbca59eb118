package com.nexora.streams.audit;

import com.nexora.streams.catalogue.HoldingStore;
import com.nexora.streams.catalogue.WrappedStoreBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.IndexedRocksDbStore;
import org.jspecify.annotations.Nullable;

/**
 * The store {@code audit-entries}: entries one by one to whoever uses it, rows of many to changelog
 * and disk ({@link EntryBlock}).
 *
 * <p>What a chain gets between two commits is written as one row. The task's thread sees its
 * entries at once, others when they are written out, which is right before they are committed.
 *
 * <p>Entries are written once, each behind the one before it. A row goes with its last entry: until
 * then deleted ones are hidden by this object alone, and show up again in its successor. That suits
 * whoever sweeps up to a full hour of arrivals, since no row holds entries of two, and begins anew
 * where it does not know that it came to an end.
 */
final class EntryBlockStore extends HoldingStore {

  /** Most entries of a row: who asks for one reads all. */
  static final int MOST_ENTRIES = 64;

  /** A row that has so many bytes gets no more entries. */
  static final int ENOUGH_BYTES = 32 * 1024;

  /** Bytes of entries that may wait for a commit, if the instance's memory has as many. */
  private static final long MOST_WAITING = 1 << 20;

  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final IndexedRocksDbStore.Index index = new EntryPlaceReader();

  /** The last row of each chain, by its entries' key without the sequence. */
  private final Map<Bytes, Run> runs = new LinkedHashMap<>();

  private final List<KeyValue<Bytes, byte[]>> full = new ArrayList<>();
  private final List<byte[]> waiting = new ArrayList<>();
  private long waitingBytes;
  private long mayWait = MOST_WAITING;

  /** Places of the first {@link #placed} entries that wait. */
  private final Map<Bytes, byte[]> places = new HashMap<>();

  private int placed;

  private final Set<Bytes> hidden = ConcurrentHashMap.newKeySet();
  private final Map<Bytes, Integer> deletedOf = new HashMap<>();
  private @Nullable EntryBlock lastDeleted;
  private @Nullable Thread writer;

  private EntryBlockStore(final KeyValueStore<Bytes, byte[]> inner) {
    super(inner);
  }

  /** Entries that will be one row. */
  private static final class Run {
    final Bytes first;
    final long hour;
    final List<byte[]> entries = new ArrayList<>();
    long next;
    int bytes;

    Run(final Bytes first, final long hour) {
      this.first = first;
      this.hour = hour;
      this.next = AuditKeys.sequenceOfKey(first.get());
    }

    boolean takes(final long sequence, final long atHour) {
      return sequence == next
          && atHour == hour
          && entries.size() < MOST_ENTRIES
          && bytes < ENOUGH_BYTES;
    }

    void add(final byte[] entry) {
      entries.add(entry);
      bytes += entry.length;
      next++;
    }

    KeyValue<Bytes, byte[]> row() {
      return KeyValue.pair(first, EntryBlock.rowOf(entries));
    }
  }

  /** Puts one before a store, for tests that need no changelog. */
  static EntryBlockStore before(final KeyValueStore<Bytes, byte[]> inner) {
    return new EntryBlockStore(inner);
  }

  /** The store to add to the topology: blocks, then the changelog, then the index of ids. */
  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(final String name) {
    return new WrappedStoreBuilder(
        Stores.keyValueStoreBuilder(
            IndexedRocksDbStore.supplier(name, EntryPlaceReader::new),
            Serdes.Bytes(),
            Serdes.ByteArray()),
        EntryBlockStore::new);
  }

  @Override
  public void init(final StateStoreContext context, final StateStore root) {
    forget();
    hidden.clear();
    deletedOf.clear();
    writer = Thread.currentThread();
    joinMemory(context);
    super.init(context, root);
  }

  @Override
  public void put(final Bytes key, final byte @Nullable [] value) {
    writer = Thread.currentThread();
    if (value == null) {
      delete(key);
    } else if (AuditKeys.isEntryKey(key.get())) {
      append(key, value);
    } else {
      wrapped().put(key, value);
    }
  }

  private void append(final Bytes key, final byte[] entry) {
    final byte[] bytes = key.get();
    final Bytes chain = Bytes.wrap(Arrays.copyOf(bytes, bytes.length - Long.BYTES));
    final long hour = Math.floorDiv(AuditKeys.arrivalOf(entry), HOUR);
    Run run = runs.get(chain);
    if (run == null || !run.takes(AuditKeys.sequenceOfKey(bytes), hour)) {
      if (run != null) {
        full.add(run.row());
      }
      run = new Run(key, hour);
      runs.put(chain, run);
    }
    run.add(entry);
    waiting.add(entry);
    waitingBytes += entry.length;
    if (waitingBytes > mayWait) {
      writeOut();
    }
  }

  @Override
  public byte @Nullable [] get(final Bytes key) {
    final boolean own = Thread.currentThread() == writer;
    if (AuditKeys.isEntryKey(key.get())) {
      if (own) {
        writeOut();
      }
      final EntryBlock block = hidden.contains(key) ? null : blockOf(key);
      return block == null ? null : block.entry(key.get());
    }
    final byte[] place = own ? waitingPlace(key) : null;
    return place == null ? wrapped().get(key) : place;
  }

  /** The row with an entry; null if there is none. */
  private @Nullable EntryBlock blockOf(final Bytes key) {
    final byte[] least = key.get().clone();
    Arrays.fill(least, least.length - Long.BYTES, least.length, (byte) 0);
    try (KeyValueIterator<Bytes, byte[]> rows = wrapped().reverseRange(Bytes.wrap(least), key)) {
      if (rows.hasNext()) {
        final KeyValue<Bytes, byte[]> row = rows.next();
        final EntryBlock block = new EntryBlock(row.key.get(), row.value);
        return block.holds(key.get()) ? block : null;
      }
      return null;
    }
  }

  private byte @Nullable [] waitingPlace(final Bytes id) {
    while (placed < waiting.size()) {
      index.rowsOf(waiting.get(placed), places::put);
      placed++;
    }
    return places.get(id);
  }

  @Override
  public byte @Nullable [] delete(final Bytes key) {
    writer = Thread.currentThread();
    writeOut();
    if (!AuditKeys.isEntryKey(key.get())) {
      return wrapped().delete(key);
    }
    EntryBlock block = lastDeleted;
    if (block == null || !block.holds(key.get())) {
      block = blockOf(key);
      lastDeleted = block;
    }
    if (block == null || !hidden.add(key)) {
      return null;
    }
    final Bytes row = Bytes.wrap(block.first());
    if (deletedOf.merge(row, 1, Integer::sum) == block.count()) {
      wrapped().delete(row);
      deletedOf.remove(row);
      lastDeleted = null;
      for (int entry = 0; entry < block.count(); entry++) {
        hidden.remove(Bytes.wrap(block.key(entry)));
      }
    }
    return block.entry(key.get());
  }

  /** Before a commit: the changelog gets the rows. */
  @Override
  public void flushCache() {
    writeOut();
    super.flushCache();
  }

  private void writeOut() {
    if (waiting.isEmpty()) {
      return;
    }
    final List<KeyValue<Bytes, byte[]>> rows = new ArrayList<>(full.size() + runs.size());
    rows.addAll(full);
    runs.values().forEach(run -> rows.add(run.row()));
    wrapped().putAll(rows);
    forget();
    mayWait = Math.min(MOST_WAITING, share());
  }

  /** A task becomes a standby: what is not written was rolled back. */
  @Override
  public void clearCache() {
    forget();
    super.clearCache();
  }

  @Override
  public void close() {
    forget();
    leaveMemory();
    super.close();
  }

  private void forget() {
    runs.clear();
    full.clear();
    waiting.clear();
    waitingBytes = 0;
    places.clear();
    placed = 0;
    lastDeleted = null;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(
      final @Nullable Bytes from, final @Nullable Bytes to) {
    final Bytes first = firstRow(from);
    return new EntryRowsReader(wrapped().range(first, to), from, to, hidden, true);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(
      final @Nullable Bytes from, final @Nullable Bytes to) {
    final Bytes first = firstRow(from);
    return new EntryRowsReader(wrapped().reverseRange(first, to), from, to, hidden, false);
  }

  /** Where the row begins that holds the first entry of a range. */
  private @Nullable Bytes firstRow(final @Nullable Bytes from) {
    if (Thread.currentThread() == writer) {
      writeOut();
    }
    if (from == null
        || !AuditKeys.isEntryKey(from.get())
        || AuditKeys.sequenceOfKey(from.get()) <= 0) {
      return from;
    }
    final EntryBlock block = blockOf(from);
    return block == null ? from : Bytes.wrap(block.first());
  }
}
