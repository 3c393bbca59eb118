package com.nexora.streams.catalogue;

import java.util.Map;
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
    return new Builder(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                new Supplier(org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name)),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withCachingDisabled());
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

  /** Kafka's builder of the store behind, which knows all but the buffer. */
  private static final class Builder implements StoreBuilder<KeyValueStore<Bytes, byte[]>> {

    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> behind;

    Builder(final StoreBuilder<KeyValueStore<Bytes, byte[]>> behind) {
      this.behind = behind;
    }

    @Override
    public KeyValueStore<Bytes, byte[]> build() {
      return BufferedStore.beforeChangelog(behind.build());
    }

    @Override
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> withCachingEnabled() {
      throw new UnsupportedOperationException("the store buffers by itself");
    }

    @Override
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingEnabled(
        final Map<String, String> config) {
      behind.withLoggingEnabled(config);
      return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingDisabled() {
      behind.withLoggingDisabled();
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return behind.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
      return behind.loggingEnabled();
    }

    @Override
    public String name() {
      return behind.name();
    }
  }
}
