package com.nexora.streams.runtime;

import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The one block cache and write-buffer manager that all stores of an instance share.
 *
 * <p>RocksDB's memory lies outside the heap and, left alone, grows with the number of stores and
 * partitions until the container is killed. Write buffers are charged to the same cache, so one
 * number bounds blocks, indexes, filters and write buffers together.
 */
public final class RocksDbMemory implements AutoCloseable {

  /** Key under which the stores' setter finds the object among the application's settings. */
  public static final String KEY = "nexora.rocksdb.memory";

  private static final double HIGH_PRIORITY_SHARE = 0.1;
  private static final int SHARDS_BY_SIZE = -1;

  private final LRUCache cache;
  private final WriteBufferManager writeBuffers;

  /**
   * @param bytes bound of all stores together
   */
  public RocksDbMemory(final long bytes) {
    RocksDB.loadLibrary();
    cache = new LRUCache(bytes, SHARDS_BY_SIZE, false, HIGH_PRIORITY_SHARE);
    writeBuffers = new WriteBufferManager(bytes / 2, cache);
  }

  LRUCache cache() {
    return cache;
  }

  WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  /** Bytes in use now. */
  public long usedBytes() {
    return cache.getUsage();
  }

  /** Frees the native objects; only after every store is closed. */
  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
  }
}
