package com.nexora.streams.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.state.QueryableStoreType;

/** The store partitions that can be read here and now, one by one. */
public interface ReadableStores {

  /** Partition count of a store over all instances; 0 if there is no such store. */
  int partitions(String store);

  /** Partitions of a store that can be read here, in ascending order. */
  Set<Integer> readable(String store);

  /**
   * One partition of a store.
   *
   * @throws StoreUnavailableException if it cannot be read here and now
   */
  <T> T open(String store, QueryableStoreType<T> type, int partition);

  /**
   * A store that every instance has whole.
   *
   * @throws StoreUnavailableException if it cannot be read here and now
   */
  default <T> T openGlobal(final String store, final QueryableStoreType<T> type) {
    return open(store, type, 0);
  }

  /** The partition that holds a key: Kafka's default for these bytes. */
  default int partitionOf(final String store, final byte[] key) {
    final int partitions = partitions(store);
    if (partitions == 0) {
      throw new StoreUnavailableException("there is no store " + store, null);
    }
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /** Whether every partition of a store can be read here. */
  default boolean complete(final String store) {
    return readable(store).size() == partitions(store);
  }

  /**
   * All partitions of a store that can be read here.
   *
   * @throws StoreUnavailableException if there is none
   */
  default <T> List<T> openAll(final String store, final QueryableStoreType<T> type) {
    final List<T> opened = new ArrayList<>();
    for (final int partition : readable(store)) {
      opened.add(open(store, type, partition));
    }
    if (opened.isEmpty()) {
      throw new StoreUnavailableException(
          "no partition of " + store + " can be read here now", null);
    }
    return opened;
  }
}
