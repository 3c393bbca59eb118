package com.nexora.streams.catalogue;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A store in front of another one that holds changes back, until the commit or until its part of
 * the {@link BufferMemory} is full: what is the same however they are held.
 *
 * <p>How it writes them out is up to the class: Streams calls {@link #flushCache} before it
 * commits. That call is not public API, which {@code CrashIT} watches over.
 */
public abstract class HoldingStore
    extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
    implements KeyValueStore<Bytes, byte[]> {

  private @Nullable BufferMemory memory;

  /**
   * @param inner gets the changes in the end
   */
  protected HoldingStore(final KeyValueStore<Bytes, byte[]> inner) {
    super(inner);
  }

  /** Takes part in the instance's memory; once, however often the store is opened. */
  protected final void joinMemory(final StateStoreContext context) {
    if (memory == null) {
      final BufferMemory shared = BufferMemory.of(context.appConfigs());
      shared.join();
      memory = shared;
    }
  }

  /** Bytes that this store may hold now; more stores, less for each. */
  protected final long share() {
    return memory == null ? BufferMemory.ALONE : memory.share();
  }

  /** Leaves its part of the memory to the others. */
  protected final void leaveMemory() {
    if (memory != null) {
      memory.leave();
      memory = null;
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
  public KeyValueIterator<Bytes, byte[]> all() {
    return range(null, null);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseAll() {
    return reverseRange(null, null);
  }

  /** Of the store behind: what is held back may add to it or not. */
  @Override
  public long approximateNumEntries() {
    return wrapped().approximateNumEntries();
  }
}
