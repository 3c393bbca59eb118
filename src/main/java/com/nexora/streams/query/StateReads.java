package com.nexora.streams.query;

import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.runtime.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Opens the stores that a question is about, and vouches for "not found".
 *
 * <p>A question about one entity or one tenant's trail reads the one partition that owns the key. A
 * list reads all partitions and, unless the caller says that a part will do, refuses to answer from
 * some of them.
 */
final class StateReads {

  private final ReadableStores stores;

  StateReads(final ReadableStores stores) {
    this.stores = stores;
  }

  /** The partition of a store that owns an entity. */
  ReadOnlyKeyValueStore<Bytes, byte[]> ofEntity(
      final String store, final String tenant, final String entity) {
    return one(store, EntityKey.bytes(tenant, entity));
  }

  /** The partition of a store that owns a tenant, where the key is the tenant. */
  ReadOnlyKeyValueStore<Bytes, byte[]> ofTenant(final String store, final String tenant) {
    return one(store, tenant.getBytes(StandardCharsets.UTF_8));
  }

  /** All partitions; those that can be read here, if a part will do. */
  List<ReadOnlyKeyValueStore<Bytes, byte[]>> all(final String store, final boolean partial) {
    if (!partial && !stores.complete(store)) {
      throw new StoreUnavailableException(
          "only "
              + stores.readable(store).size()
              + " of "
              + stores.partitions(store)
              + " partitions of "
              + store
              + " can be read here now",
          null);
    }
    return stores.openAll(store, QueryableStoreTypes.keyValueStore());
  }

  /** Whether every partition of a store can be read here. */
  boolean complete(final String store) {
    return stores.complete(store);
  }

  /**
   * The refusal of something that is not there, if that can be trusted.
   *
   * @throws StoreUnavailableException if the entity's partition moved away during the read
   */
  Problem entityNotFound(
      final String store, final String tenant, final String entity, final String detail) {
    ofEntity(store, tenant, entity);
    return Problem.notFound(detail);
  }

  /** As {@link #entityNotFound}, where the key is the tenant. */
  Problem tenantNotFound(final String store, final String tenant, final String detail) {
    ofTenant(store, tenant);
    return Problem.notFound(detail);
  }

  private ReadOnlyKeyValueStore<Bytes, byte[]> one(final String store, final byte[] key) {
    return stores.open(store, QueryableStoreTypes.keyValueStore(), stores.partitionOf(store, key));
  }
}
