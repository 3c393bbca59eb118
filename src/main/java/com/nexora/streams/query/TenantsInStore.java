package com.nexora.streams.query;

import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.runtime.StoreUnavailableException;
import com.nexora.streams.schema.AvroSerdes;
import java.util.function.Function;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Settings of tenants from the store that every instance has. Thread-safe.
 *
 * <p>Opened once and again when it was closed: opening it walks over Streams' threads, and an event
 * asks several times.
 */
final class TenantsInStore implements Function<String, TenantSettings> {

  // Nothing here asks for thresholds of findings.
  static final TenantSettings DEFAULTS = TenantSettings.defaults(60, 5);

  private final ReadableStores stores;
  private final AvroSerdes serdes;
  private @Nullable TenantConfigs open;

  TenantsInStore(final ReadableStores stores, final AvroSerdes serdes) {
    this.stores = stores;
    this.serdes = serdes;
  }

  /**
   * @throws StoreUnavailableException before the settings have been read
   */
  @Override
  public synchronized TenantSettings apply(final String tenant) {
    final TenantConfigs known = open;
    if (known != null) {
      try {
        return known.settings(tenant);
      } catch (final InvalidStateStoreException e) {
        open = null; // It was closed and perhaps opened again.
      }
    }
    final ReadOnlyKeyValueStore<String, byte[]> store =
        stores.openGlobal(Stores.TENANT_CONFIGS, QueryableStoreTypes.keyValueStore());
    final TenantConfigs fresh = TenantConfigs.over(store, serdes, DEFAULTS);
    open = fresh;
    return fresh.settings(tenant);
  }
}
