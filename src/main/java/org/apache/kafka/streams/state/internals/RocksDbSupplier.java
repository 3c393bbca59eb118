package org.apache.kafka.streams.state.internals;

import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Hands our own RocksDB stores to Kafka's store builders, under the scope that Kafka's RocksDB
 * stores have in metrics.
 *
 * @param make makes one store, for one task
 */
record RocksDbSupplier(String name, Supplier<KeyValueStore<Bytes, byte[]>> make)
    implements KeyValueBytesStoreSupplier {

  static final String METRICS_SCOPE = "rocksdb";

  @Override
  public KeyValueStore<Bytes, byte[]> get() {
    return make.get();
  }

  @Override
  public String metricsScope() {
    return METRICS_SCOPE;
  }
}
