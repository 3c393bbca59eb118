package com.nexora.streams.grc;

import com.nexora.streams.catalogue.StoreKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what arrived too long ago.
 *
 * <p>A tenant's expired events are the beginning of its range, so the walk leaves each tenant at
 * the first event that stays: it costs what expires and one look per tenant, not the size of the
 * store. Each call is bounded, since a stream thread must not stand still, and goes on where the
 * last one ended.
 */
final class ExpirySweep {

  /** How often stream time calls. */
  static final Duration EVERY = Duration.ofMinutes(1);

  /** Deletions and tenants in one call, at most. */
  static final int STEPS = 10_000;

  private final KeyValueStore<Bytes, byte[]> store;
  private final long retentionMs;
  private @Nullable Bytes cursor;

  ExpirySweep(final KeyValueStore<Bytes, byte[]> store, final Duration retention) {
    this.store = store;
    retentionMs = retention.toMillis();
  }

  /**
   * Walks on.
   *
   * @param now stream time, epoch ms
   */
  void step(final long now) {
    @Nullable Bytes from = cursor;
    for (int left = STEPS; left > 0; ) {
      final Tenant tenant = expired(from, left, now - retentionMs);
      tenant.expired.forEach(store::delete);
      left -= Math.max(1, tenant.expired.size());
      from = tenant.next;
      if (from == null) {
        break;
      }
    }
    cursor = from;
  }

  /**
   * What of one tenant has expired.
   *
   * @param next where to go on; null at the end of the store
   */
  private record Tenant(List<Bytes> expired, @Nullable Bytes next) {}

  private Tenant expired(final @Nullable Bytes from, final int most, final long limit) {
    final List<Bytes> expired = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> range = store.range(from, null)) {
      while (range.hasNext()) {
        final Bytes key = range.peekNextKey();
        if (StoredGrcEvent.arrival(key.get()) >= limit) {
          return new Tenant(
              expired, Bytes.wrap(StoreKey.after(StoredGrcEvent.tenantOf(key.get()))));
        }
        if (expired.size() == most) {
          return new Tenant(expired, key);
        }
        expired.add(key);
        range.next();
      }
    }
    return new Tenant(expired, null);
  }
}
