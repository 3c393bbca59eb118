package com.nexora.streams.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what changed since the last commit in a hash map in front of a key-value store.
 *
 * <p>Kafka Streams' own record cache does that in a tree of all cached keys: at 10,000 agents the
 * walk through it was a third of what an event cost (docs/ARCHITECTURE.md). Like that cache, unlike
 * a map of a processor's own, this one is written out by {@link #flushCache}, which Streams calls
 * before it commits, so that changelog and offsets are one transaction; that call is not public
 * API, which {@code CrashIT} watches over.
 *
 * <p>One thread writes, the task's; others may read. They see changes that are not committed yet,
 * as with the record cache.
 *
 * <p>Half of its part of the {@link BufferMemory} is for changes that wait for the commit (more are
 * written out at once), half for what was used lately, in two generations.
 */
public final class BufferedStore
    extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
    implements KeyValueStore<Bytes, byte[]> {

  /** What an entry costs besides its bytes. */
  private static final int OVERHEAD = 96;

  /** Stands for a deleted value. */
  private static final byte[] DELETED = new byte[0];

  private final Map<Bytes, byte[]> changed = new ConcurrentHashMap<>();
  private Map<Bytes, byte[]> recent = new HashMap<>();
  private Map<Bytes, byte[]> older = new HashMap<>();
  private long changedBytes;
  private long recentBytes;
  private @Nullable Thread writer;
  private @Nullable BufferMemory memory;
  private long share = BufferMemory.ALONE;

  public BufferedStore(final KeyValueStore<Bytes, byte[]> inner) {
    super(inner);
  }

  @Override
  public void init(final StateStoreContext context, final StateStore root) {
    forget();
    writer = Thread.currentThread();
    if (memory == null) {
      final BufferMemory shared = BufferMemory.of(context.appConfigs());
      shared.join();
      memory = shared;
    }
    share = memory.share();
    super.init(context, root);
  }

  @Override
  public void put(final Bytes key, final byte @Nullable [] value) {
    change(key, value == null ? DELETED : value);
  }

  private void change(final Bytes key, final byte[] value) {
    // Not only in init: a store that was opened before its task had a thread is handed over to one.
    writer = Thread.currentThread();
    final byte[] before = changed.put(key, value);
    changedBytes +=
        before == null ? key.get().length + value.length + OVERHEAD : value.length - before.length;
    if (changedBytes > share / 2) {
      flushCache();
    }
  }

  @Override
  public byte @Nullable [] putIfAbsent(final Bytes key, final byte[] value) {
    final byte[] before = get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(final List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte @Nullable [] delete(final Bytes key) {
    final byte[] before = get(key);
    put(key, null);
    return before;
  }

  @Override
  public byte @Nullable [] get(final Bytes key) {
    final byte[] waiting = changed.get(key);
    if (waiting != null) {
      return waiting == DELETED ? null : waiting;
    }
    return Thread.currentThread() == writer ? getRecent(key) : wrapped().get(key);
  }

  private byte @Nullable [] getRecent(final Bytes key) {
    final byte[] known = recent.get(key);
    if (known != null) {
      return known;
    }
    final byte[] aged = older.get(key);
    final byte[] value = aged == null ? wrapped().get(key) : aged;
    if (value != null) {
      remember(key, value);
    }
    return value;
  }

  /** Two generations: what is not asked for again while one fills up is forgotten. */
  private void remember(final Bytes key, final byte[] value) {
    final byte[] before = recent.put(key, value);
    recentBytes +=
        before == null ? key.get().length + value.length + OVERHEAD : value.length - before.length;
    if (recentBytes > share / 4) {
      older = recent;
      recent = new HashMap<>();
      recentBytes = 0;
    }
  }

  /** Writes the changes to the store behind and to its changelog. */
  @Override
  public void flushCache() {
    if (!changed.isEmpty()) {
      final List<KeyValue<Bytes, byte[]>> batch = new ArrayList<>(changed.size());
      changed.forEach(
          (key, value) -> {
            if (value == DELETED) {
              batch.add(new KeyValue<>(key, null));
              recent.remove(key);
              older.remove(key);
            } else {
              batch.add(new KeyValue<>(key, value));
              remember(key, value);
            }
          });
      // One batch: RocksDB takes its lock once. A reader looks here first and behind second, so
      // entries leave here last.
      wrapped().putAll(batch);
    }
    changed.clear();
    changedBytes = 0;
    if (memory != null) {
      share = memory.share();
    }
    super.flushCache();
  }

  @Override
  public void clearCache() {
    forget();
    super.clearCache();
  }

  @Override
  public void close() {
    forget();
    if (memory != null) {
      memory.leave();
      memory = null;
    }
    super.close();
  }

  private void forget() {
    changed.clear();
    recent = new HashMap<>();
    older = new HashMap<>();
    changedBytes = 0;
    recentBytes = 0;
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

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return range(null, null);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseAll() {
    return reverseRange(null, null);
  }

  /**
   * A copy of the changes within bounds, made before the store behind is looked at: what is written
   * out in between is then seen twice rather than not at all.
   */
  private NavigableMap<Bytes, byte[]> waiting(
      final @Nullable Bytes from, final @Nullable Bytes to) {
    final NavigableMap<Bytes, byte[]> waiting = new TreeMap<>();
    if (Thread.currentThread() == writer) {
      flushCache();
      return waiting;
    }
    changed.forEach(
        (key, value) -> {
          if ((from == null || key.compareTo(from) >= 0)
              && (to == null || key.compareTo(to) <= 0)) {
            waiting.put(key, value);
          }
        });
    return waiting;
  }

  /** Of the store behind: changes that wait may add to it or not. */
  @Override
  public long approximateNumEntries() {
    return wrapped().approximateNumEntries();
  }
}
