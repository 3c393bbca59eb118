package org.apache.kafka.streams.state.internals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;

/**
 * A RocksDB store that keeps index rows which follow from its other rows, and that is quick to say
 * that it does not hold a key.
 *
 * <p>What follows from a row need not be in the changelog: it is written behind it, and made again
 * when the row is restored. An index row is not removed with its row: whoever deletes one deletes
 * the other, as far as it is still the same.
 *
 * <p>RocksDB's Java binding throws a C++ exception through its own frames for each key that is not
 * there (10.1.3), which takes three times as long as finding out. Asking first whether the key may
 * exist spares it; {@code docs/audit.md} has figures.
 *
 * <p>In Kafka's package because the database is not visible outside of it (4.3.1); {@code
 * IndexedStoreTest} would notice a Kafka that changes this.
 */
public final class IndexedRocksDbStore extends RocksDBStore {

  private final Index index;

  private IndexedRocksDbStore(final String name, final Index index) {
    super(name, RocksDbSupplier.METRICS_SCOPE);
    this.index = index;
  }

  /** Tells what follows from a row. Asked by one thread at a time. */
  @FunctionalInterface
  public interface Index {

    /**
     * Tells the index rows of a value.
     *
     * @param value of a row
     * @param rows gets key and value of each
     */
    void rowsOf(byte[] value, BiConsumer<Bytes, byte[]> rows);
  }

  /**
   * Makes such stores.
   *
   * @param index makes the index of one store
   */
  public static KeyValueBytesStoreSupplier supplier(
      final String name, final Supplier<Index> index) {
    return new RocksDbSupplier(name, () -> new IndexedRocksDbStore(name, index.get()));
  }

  @Override
  public void put(final Bytes key, final byte[] value) {
    putAll(List.of(KeyValue.pair(key, value)));
  }

  /** One batch: readers see a row and what follows from it at once. */
  @Override
  public synchronized void putAll(final List<KeyValue<Bytes, byte[]>> entries) {
    final List<KeyValue<Bytes, byte[]>> all = new ArrayList<>(2 * entries.size());
    for (final KeyValue<Bytes, byte[]> entry : entries) {
      all.add(entry);
      if (entry.value != null) {
        index.rowsOf(entry.value, (key, row) -> all.add(KeyValue.pair(key, row)));
      }
    }
    super.putAll(all);
  }

  @Override
  public synchronized byte[] get(final Bytes key) {
    return isOpen() && !db.keyMayExist(key.get(), null) ? null : super.get(key);
  }

  @Override
  synchronized void restoreBatch(final Collection<ConsumerRecord<byte[], byte[]>> records) {
    final List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(2 * records.size());
    for (final ConsumerRecord<byte[], byte[]> record : records) {
      all.add(record);
      if (record.value() != null) {
        index.rowsOf(record.value(), (key, row) -> all.add(with(record, key.get(), row)));
      }
    }
    super.restoreBatch(all);
  }

  private static ConsumerRecord<byte[], byte[]> with(
      final ConsumerRecord<byte[], byte[]> record, final byte[] key, final byte[] value) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        key.length,
        value.length,
        key,
        value,
        record.headers(),
        record.leaderEpoch());
  }
}
