package com.nexora.streams.correlation;

import com.nexora.streams.catalogue.StoreKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The findings of every entity. Keys = entity key, threat, bucket: the entity key starts with the
 * tenant, so the findings of an entity, and those of a tenant, lie side by side.
 */
final class FindingStore {

  private final KeyValueStore<Bytes, byte[]> store;

  FindingStore(final KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** One entity's findings. */
  FindingLedger of(final byte[] entity) {
    return new OfEntity(StoreKey.of().part(entity).bytes());
  }

  private final class OfEntity implements FindingLedger {

    private final byte[] prefix;

    OfEntity(final byte[] prefix) {
      this.prefix = prefix;
    }

    @Override
    public byte @Nullable [] get(final FindingId id) {
      return store.get(key(id));
    }

    @Override
    public void put(final FindingId id, final byte[] state) {
      store.put(key(id), state);
    }

    @Override
    public List<byte[]> ofThreat(final String threatId) {
      return under(StoreKey.of().raw(prefix).part(threatId).bytes());
    }

    @Override
    public List<byte[]> ofEntity() {
      return under(prefix);
    }

    private Bytes key(final FindingId id) {
      return Bytes.wrap(StoreKey.of().raw(prefix).part(id.threatId()).number(id.bucket()).bytes());
    }

    private List<byte[]> under(final byte[] keyPrefix) {
      final List<byte[]> states = new ArrayList<>();
      try (var entries =
          store.range(Bytes.wrap(keyPrefix), Bytes.wrap(StoreKey.after(keyPrefix)))) {
        entries.forEachRemaining(entry -> states.add(entry.value));
      }
      return states;
    }
  }
}
