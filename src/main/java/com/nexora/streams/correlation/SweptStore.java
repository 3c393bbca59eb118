package com.nexora.streams.correlation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store that is walked round and round, a bounded number of entries at a time, to
 * delete what has expired: expiry must never hold up the events.
 *
 * <p>Where the walk stands is not stored. A restart starts it anew and loses nothing by it.
 */
final class SweptStore {

  private final KeyValueStore<Bytes, byte[]> store;
  private final int entriesPerSweep;
  private @Nullable Bytes next;

  SweptStore(final KeyValueStore<Bytes, byte[]> store, final int entriesPerSweep) {
    this.store = store;
    this.entriesPerSweep = entriesPerSweep;
  }

  /**
   * Walks on and deletes what has expired.
   *
   * @return what was deleted
   */
  List<KeyValue<Bytes, byte[]>> sweep(final BiPredicate<Bytes, byte[]> isExpired) {
    final List<KeyValue<Bytes, byte[]>> expired = new ArrayList<>();
    try (var entries = store.range(next, null)) {
      next = null;
      for (int seen = 0; entries.hasNext(); seen++) {
        if (seen == entriesPerSweep) {
          next = entries.peekNextKey();
          break;
        }
        final KeyValue<Bytes, byte[]> entry = entries.next();
        if (isExpired.test(entry.key, entry.value)) {
          expired.add(entry);
        }
      }
    }
    expired.forEach(entry -> store.delete(entry.key));
    return expired;
  }
}
