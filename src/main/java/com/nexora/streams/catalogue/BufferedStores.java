package com.nexora.streams.catalogue;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds {@link BufferedStore}s over RocksDB with a changelog. */
public final class BufferedStores {

  private BufferedStores() {}

  /** A persistent store of bytes whose changes are merged between two commits. */
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> persistent(final String name) {
    return new WrappedStoreBuilder(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            new Supplier(org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name)),
            Serdes.Bytes(),
            Serdes.ByteArray()),
        BufferedStore::beforeChangelog);
  }

  /** RocksDB behind the inner buffer; Kafka's builder puts the changelog in front of both. */
  private record Supplier(KeyValueBytesStoreSupplier rocksDb)
      implements KeyValueBytesStoreSupplier {

    @Override
    public String name() {
      return rocksDb.name();
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return BufferedStore.behindChangelog(rocksDb.get());
    }

    @Override
    public String metricsScope() {
      return rocksDb.metricsScope();
    }
  }
}
