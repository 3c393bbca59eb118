package com.nexora.streams.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what changed since the last commit, and what was used lately, in a hash map in front of a
 * key-value store.
 *
 * <p>Kafka Streams' own record cache does that in a tree of all cached keys: at 10,000 agents the
 * walk through it was a third of what an event cost (docs/ARCHITECTURE.md). Like that cache, unlike
 * a map of a processor's own, this one is written out by {@link #flushCache}, which Streams calls
 * before it commits, so that changelog and offsets are one transaction; that call is not public
 * API, which {@code CrashIT} watches over.
 *
 * <p>There are two of them around a changelog. The outer one merges what changes between two
 * commits, so that it is logged once. The inner one keeps what was logged from the store behind
 * until Streams records how far that store is ({@link #commit}), every 10,000 changes or so: after
 * a crash Streams reads the changelog anew anyhow.
 *
 * <p>One thread writes, the task's; others may read. They see changes that are not committed yet,
 * as with the record cache.
 *
 * <p>Half of the outer one's part of the {@link BufferMemory} is for changes that wait for the
 * commit, the rest for what was used lately; the inner one has changes only. More changes than that
 * are written out at once.
 */
public final class BufferedStore extends HoldingStore {

  /** What an entry costs besides its bytes. */
  private static final int OVERHEAD = 112;

  /** Stands for a deleted value. */
  private static final byte[] DELETED = new byte[0];

  private static final int FIRST_CHANGES = 64;

  /** An entry in memory; only the value is read by other threads. */
  private static final class Slot {
    final Bytes key;
    volatile byte[] value;
    boolean changed;
    int used;

    Slot(final Bytes key, final byte[] value) {
      this.key = key;
      this.value = value;
    }

    int bytes() {
      return key.get().length + value.length + OVERHEAD;
    }
  }

  private final ConcurrentHashMap<Bytes, Slot> slots = new ConcurrentHashMap<>();

  /** The slots that changed; readers look at the first {@link #changes} of them. */
  private volatile @Nullable Slot[] changed = new Slot[FIRST_CHANGES];

  private volatile int changes;

  private long changedBytes;
  private long bytes;
  private int generation;

  /** What was asked for last, since a change follows a look. */
  private @Nullable Slot last;

  private final boolean logged;
  private @Nullable Thread writer;
  private long share = BufferMemory.ALONE;

  private BufferedStore(final KeyValueStore<Bytes, byte[]> inner, final boolean logged) {
    super(inner);
    this.logged = logged;
  }

  /** Holds changes back from a changelog, until the next commit. */
  public static BufferedStore beforeChangelog(final KeyValueStore<Bytes, byte[]> inner) {
    return new BufferedStore(inner, false);
  }

  /** Holds changes that are in the changelog back from the store. */
  public static BufferedStore behindChangelog(final KeyValueStore<Bytes, byte[]> inner) {
    return new BufferedStore(inner, true);
  }

  @Override
  public void init(final StateStoreContext context, final StateStore root) {
    forget();
    writer = Thread.currentThread();
    joinMemory(context);
    share = share();
    super.init(context, root);
  }

  @Override
  public void put(final Bytes key, final byte @Nullable [] value) {
    // Not only in init: a store that was opened before its task had a thread is handed over to one.
    writer = Thread.currentThread();
    change(key, value == null ? DELETED : value);
    if (changedBytes > (logged ? share : share / 2)) {
      writeOut();
    }
  }

  private void change(final Bytes key, final byte[] value) {
    Slot slot = slot(key);
    if (slot == null) {
      slot = remember(key, value);
    } else {
      final int more = value.length - slot.value.length;
      bytes += more;
      if (slot.changed) {
        changedBytes += more;
      }
      slot.value = value;
    }
    if (!slot.changed) {
      slot.changed = true;
      changedBytes += slot.bytes();
      note(slot);
    }
  }

  private void note(final Slot slot) {
    final int count = changes;
    @Nullable Slot[] all = changed;
    if (count == all.length) {
      all = Arrays.copyOf(all, 2 * count);
    }
    all[count] = slot;
    changed = all;
    changes = count + 1;
  }

  private @Nullable Slot slot(final Bytes key) {
    final Slot recent = last;
    if (recent != null && recent.key == key) {
      return recent;
    }
    final Slot slot = slots.get(key);
    if (slot != null) {
      slot.used = generation;
      last = slot;
    }
    return slot;
  }

  private Slot remember(final Bytes key, final byte[] value) {
    final Slot slot = new Slot(key, value);
    slot.used = generation;
    slots.put(key, slot);
    bytes += slot.bytes();
    last = slot;
    return slot;
  }

  @Override
  public byte @Nullable [] delete(final Bytes key) {
    final byte[] before = get(key);
    put(key, null);
    return before;
  }

  @Override
  public byte @Nullable [] get(final Bytes key) {
    final boolean own = Thread.currentThread() == writer;
    final Slot slot = own ? slot(key) : slots.get(key);
    if (slot != null) {
      final byte[] value = slot.value;
      return value == DELETED ? null : value;
    }
    final byte[] value = wrapped().get(key);
    if (own && value != null && !logged) {
      remember(key, value);
      if (bytes > share) {
        evict();
      }
    }
    return value;
  }

  /** Forgets what was not used since the last time, or all if that is not enough. */
  private void evict() {
    last = null;
    removeIf(slot -> !slot.changed && slot.used != generation);
    if (bytes > share / 4 * 3) {
      removeIf(slot -> !slot.changed);
    }
    generation++;
  }

  private void removeIf(final Predicate<Slot> gone) {
    slots
        .values()
        .removeIf(
            slot -> {
              if (!gone.test(slot)) {
                return false;
              }
              bytes -= slot.bytes();
              return true;
            });
  }

  /** Before a commit: the changelog gets the changes. */
  @Override
  public void flushCache() {
    if (!logged) {
      writeOut();
    }
    super.flushCache();
  }

  /** The store behind must be as far as the offsets say that it is. */
  @Override
  public void commit(final Map<TopicPartition, Long> changelogOffsets) {
    writeOut();
    super.commit(changelogOffsets);
  }

  private void writeOut() {
    final int count = changes;
    if (count > 0) {
      final @Nullable Slot[] all = changed;
      final List<KeyValue<Bytes, byte[]>> batch = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        final Slot slot = Objects.requireNonNull(all[i]);
        final byte[] value = slot.value;
        batch.add(new KeyValue<>(slot.key, value == DELETED ? null : value));
      }
      // One batch: RocksDB takes its lock once. A reader looks here first and behind second, so
      // entries leave here last.
      wrapped().putAll(batch);
      settle(all, count);
    }
    share = share();
    if (logged) {
      last = null;
      slots.clear();
      bytes = 0;
    } else if (bytes > share) {
      evict();
    }
  }

  private void settle(final @Nullable Slot[] written, final int count) {
    for (int i = 0; i < count; i++) {
      final Slot slot = Objects.requireNonNull(written[i]);
      written[i] = null;
      slot.changed = false;
      if (slot.value == DELETED) {
        slots.remove(slot.key);
        bytes -= slot.bytes();
        last = null;
      }
    }
    changes = 0;
    changedBytes = 0;
  }

  /** A task becomes a standby: what is logged must stay, what is not was rolled back. */
  @Override
  public void clearCache() {
    if (logged) {
      writeOut();
    }
    forget();
    super.clearCache();
  }

  @Override
  public void close() {
    if (logged && isOpen()) {
      writeOut();
    }
    forget();
    leaveMemory();
    super.close();
  }

  private void forget() {
    slots.clear();
    changed = new Slot[FIRST_CHANGES];
    changes = 0;
    last = null;
    changedBytes = 0;
    bytes = 0;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(
      final @Nullable Bytes from, final @Nullable Bytes to) {
    final NavigableMap<Bytes, byte[]> waiting = waiting(from, to);
    return new BufferedStoreIterator(waiting, wrapped().range(from, to), 1, DELETED);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(
      final @Nullable Bytes from, final @Nullable Bytes to) {
    final NavigableMap<Bytes, byte[]> waiting = waiting(from, to).descendingMap();
    return new BufferedStoreIterator(waiting, wrapped().reverseRange(from, to), -1, DELETED);
  }

  /**
   * A copy of the changes within bounds, made before the store behind is looked at: what is written
   * out in between is then seen twice rather than not at all.
   */
  private NavigableMap<Bytes, byte[]> waiting(
      final @Nullable Bytes from, final @Nullable Bytes to) {
    final NavigableMap<Bytes, byte[]> waiting = new TreeMap<>();
    if (!logged && Thread.currentThread() == writer) {
      writeOut();
      return waiting;
    }
    final int count = changes;
    final @Nullable Slot[] all = changed;
    for (int i = 0; i < Math.min(count, all.length); i++) {
      final Slot slot = all[i];
      // Null: written out meanwhile, so the store behind has it.
      if (slot != null
          && (from == null || slot.key.compareTo(from) >= 0)
          && (to == null || slot.key.compareTo(to) <= 0)) {
        waiting.put(slot.key, slot.value);
      }
    }
    return waiting;
  }
}
