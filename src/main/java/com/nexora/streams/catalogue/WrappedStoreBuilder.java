package com.nexora.streams.catalogue;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Builds stores that stand in front of Kafka's, changelog and metrics included: what such a store
 * holds back is neither logged nor counted until it lets it through.
 */
public final class WrappedStoreBuilder implements StoreBuilder<KeyValueStore<Bytes, byte[]>> {

  private final StoreBuilder<KeyValueStore<Bytes, byte[]>> behind;
  private final UnaryOperator<KeyValueStore<Bytes, byte[]>> wrap;

  /**
   * @param behind builder of the store behind
   * @param wrap puts a store in front of one
   */
  public WrappedStoreBuilder(
      final StoreBuilder<KeyValueStore<Bytes, byte[]>> behind,
      final UnaryOperator<KeyValueStore<Bytes, byte[]>> wrap) {
    this.behind = behind.withCachingDisabled();
    this.wrap = wrap;
  }

  @Override
  public KeyValueStore<Bytes, byte[]> build() {
    return wrap.apply(behind.build());
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
