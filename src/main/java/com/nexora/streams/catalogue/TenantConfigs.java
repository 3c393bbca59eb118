package com.nexora.streams.catalogue;

import com.nexora.events.TenantConfig;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every tenant's settings, readable from any processor of any task.
 *
 * <p>A global store, so that a change takes effect on every instance without a restart. It is
 * filled beside the stream, not in step with it: which event is the first to see a new setting is
 * not replayed. What must replay to the same bytes may therefore use a setting only where a later
 * correction converges, as thresholds do, never to decide an order or an id.
 *
 * <p>Stores raw bytes in wire format and decodes on reading: a restore needs no registry, and one
 * bad value cannot stop the global thread. Not thread-safe: one reader per processor.
 */
public final class TenantConfigs {

  private static final Logger log = LoggerFactory.getLogger(TenantConfigs.class);
  private static final int MAX_DECODED = 10_000;

  private final ReadOnlyKeyValueStore<String, byte[]> raw;
  private final Deserializer<TenantConfig> deserializer;
  private final TenantSettings defaults;
  // Losing one only costs decoding it again.
  private final Map<String, Decoded> decoded = new LeastRecentlyUsed<>(MAX_DECODED);

  private TenantConfigs(
      final ReadOnlyKeyValueStore<String, byte[]> raw,
      final Deserializer<TenantConfig> deserializer,
      final TenantSettings defaults) {
    this.raw = raw;
    this.deserializer = deserializer;
    this.defaults = defaults;
  }

  /** Adds the store of {@link Topics#TENANT_CONFIG} to the topology; once. */
  public static void addTo(final StreamsBuilder builder, final AvroSerdes serdes) {
    builder.addGlobalStore(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(Stores.TENANT_CONFIGS),
            Serdes.String(),
            Serdes.ByteArray()),
        Topics.TENANT_CONFIG,
        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("keep-tenant-configs"),
        () -> new TenantConfigProcessor(serdes.value(TenantConfig.class).deserializer()));
  }

  /**
   * The settings as a processor sees them; call it in {@code init}.
   *
   * @param settings where the defaults come from
   */
  public static TenantConfigs of(
      final ProcessingContext context, final AvroSerdes serdes, final TopologySettings settings) {
    return of(context, serdes.value(TenantConfig.class).deserializer(), settings);
  }

  /**
   * As {@link #of}, for a processor that has records wait which need a schema registry that is
   * away: {@link #settings} then throws {@link RegistryUnreachableException} soon.
   */
  public static TenantConfigs prompt(
      final ProcessingContext context, final AvroSerdes serdes, final TopologySettings settings) {
    return of(context, serdes.promptReader(TenantConfig.class), settings);
  }

  private static TenantConfigs of(
      final ProcessingContext context,
      final Deserializer<TenantConfig> deserializer,
      final TopologySettings settings) {
    final KeyValueStore<String, byte[]> store = context.getStateStore(Stores.TENANT_CONFIGS);
    return new TenantConfigs(store, deserializer, TenantSettings.defaults(settings));
  }

  /**
   * The settings for a reader outside the topology.
   *
   * @param store as a query sees it
   * @param defaults for whoever has no settings
   */
  public static TenantConfigs over(
      final ReadOnlyKeyValueStore<String, byte[]> store,
      final AvroSerdes serdes,
      final TenantSettings defaults) {
    return new TenantConfigs(store, serdes.value(TenantConfig.class).deserializer(), defaults);
  }

  /** The tenant's settings, the defaults if it has none that can be read. */
  public TenantSettings settings(final String tenantId) {
    final byte[] bytes = raw.get(tenantId);
    if (bytes == null) {
      return defaults;
    }
    final Decoded known = decoded.get(tenantId);
    if (known != null && (known.bytes == bytes || Arrays.equals(known.bytes, bytes))) {
      return known.settings;
    }
    return decode(tenantId, bytes);
  }

  private TenantSettings decode(final String tenantId, final byte[] bytes) {
    TenantSettings settings = defaults;
    try {
      settings = TenantSettings.of(deserializer.deserialize(Topics.TENANT_CONFIG, bytes), defaults);
    } catch (final RegistryUnreachableException e) {
      throw e;
    } catch (final SchemaException e) {
      log.atWarn()
          .addKeyValue("tenant", tenantId)
          .addKeyValue("error", e.getClass().getSimpleName())
          .log("tenant configuration cannot be read; the defaults hold");
    }
    decoded.put(tenantId, new Decoded(bytes, settings));
    return settings;
  }

  private record Decoded(byte[] bytes, TenantSettings settings) {}
}
