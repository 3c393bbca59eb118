package org.apache.kafka.streams.state.internals;

import java.util.Collection;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.rocksdb.RocksDBException;

/**
 * A RocksDB store that makes sure an overwritten secret leaves its files.
 *
 * <p>RocksDB keeps an old value in its sorted files until a compaction happens to merge it with the
 * new one, which in a quiet store is never. When a value is replaced by one that says "destroyed",
 * this store compacts the files that hold the key at once: RocksDB then writes new files without
 * the old value and deletes the others. Standby copies do the same when the change reaches them.
 * Kafka Streams writes without a write-ahead log, so there is no copy in one.
 *
 * <p>In Kafka's package because the database is not visible outside of it (4.3.1), and no other way
 * leads there without reflection; {@code PurgingStoreTest} would notice a Kafka that changes this.
 */
public final class PurgingRocksDbStore extends RocksDBStore {

  private final Predicate<byte[]> destroyed;

  private PurgingRocksDbStore(final String name, final Predicate<byte[]> destroyed) {
    super(name, RocksDbSupplier.METRICS_SCOPE);
    this.destroyed = destroyed;
  }

  /**
   * Makes such stores.
   *
   * @param destroyed tells a value that takes the place of a secret for good
   */
  public static KeyValueBytesStoreSupplier supplier(
      final String name, final Predicate<byte[]> destroyed) {
    return new RocksDbSupplier(name, () -> new PurgingRocksDbStore(name, destroyed));
  }

  @Override
  public synchronized void put(final Bytes key, final byte[] value) {
    final boolean purge = replacesSecret(key, value);
    super.put(key, value);
    if (purge) {
      purge(key.get());
    }
  }

  @Override
  void restoreBatch(final Collection<ConsumerRecord<byte[], byte[]>> records) {
    final java.util.List<byte[]> purged = new java.util.ArrayList<>();
    for (final ConsumerRecord<byte[], byte[]> record : records) {
      if (replacesSecret(Bytes.wrap(record.key()), record.value())) {
        purged.add(record.key());
      }
    }
    super.restoreBatch(records);
    purged.forEach(this::purge);
  }

  private boolean replacesSecret(final Bytes key, final byte[] value) {
    if (value == null || !destroyed.test(value)) {
      return false;
    }
    final byte[] before = get(key);
    return before != null && !destroyed.test(before);
  }

  /** Rewrites the files that overlap the key; what waits in memory is written first. */
  private synchronized void purge(final byte[] key) {
    try {
      db.compactRange(key, java.util.Arrays.copyOf(key, key.length + 1));
    } catch (final RocksDBException e) {
      throw new ProcessorStateException(
          "store " + name() + ": a destroyed key could not be removed from its files", e);
    }
  }
}
