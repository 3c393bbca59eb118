package com.nexora.streams.query;

import com.nexora.events.TenantConfig;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.tenants.Precondition;
import com.nexora.streams.tenants.TenantConfigJson;
import com.nexora.streams.tenants.TenantDocument;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * What the routes of tenants' settings need: a desk that changes them, and a reader of those that
 * are in force here.
 */
public final class TenantAccess {

  private final Desk desk;
  private final AvroSerdes serdes;
  private final TenantConfigJson json;

  /**
   * @param desk changes settings
   * @param serdes reads them from the store
   * @param json knows the defaults
   */
  public TenantAccess(final Desk desk, final AvroSerdes serdes, final TenantConfigJson json) {
    this.desk = desk;
    this.serdes = serdes;
    this.json = json;
  }

  /** Changes settings; as {@link com.nexora.streams.runtime.TenantOffice}. */
  @FunctionalInterface
  public interface Desk {

    TenantDocument put(String tenant, byte[] document, Precondition precondition, String actor);
  }

  Desk desk() {
    return desk;
  }

  /**
   * What is in force on this instance.
   *
   * @throws com.nexora.streams.runtime.StoreUnavailableException before the settings have been read
   */
  TenantDocument inForce(final ReadableStores stores, final String tenant) {
    final ReadOnlyKeyValueStore<String, byte[]> store =
        stores.openGlobal(Stores.TENANT_CONFIGS, QueryableStoreTypes.keyValueStore());
    final byte[] value = store.get(tenant);
    if (value == null) {
      return new TenantDocument(json.defaults(tenant), false);
    }
    final Deserializer<TenantConfig> deserializer = serdes.value(TenantConfig.class).deserializer();
    return new TenantDocument(deserializer.deserialize(Topics.TENANT_CONFIG, value), true);
  }
}
