package com.nexora.streams.analytics;

import com.nexora.streams.analytics.PaneSeries.Family;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.StoreKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Which tools and types of tasks a tenant has figures of, over all partitions. */
public final class NamesReader {

  private final List<? extends ReadOnlyKeyValueStore<Bytes, byte[]>> stores;

  /**
   * @param stores {@link com.nexora.streams.catalogue.Stores#METRIC_OWNERS} of every partition that
   *     is to be seen
   */
  public NamesReader(final List<? extends ReadOnlyKeyValueStore<Bytes, byte[]>> stores) {
    this.stores = List.copyOf(stores);
  }

  /**
   * Names of a tenant's tools or types of tasks, in order; {@code other} is one if there were too
   * many.
   */
  public SortedSet<String> names(final Family family, final String tenantId) {
    final byte[] prefix = RosterKey.entries(family, EntityKey.tenantPrefix(tenantId));
    final byte[] after = StoreKey.after(prefix);
    final SortedSet<String> names = new TreeSet<>();
    for (final ReadOnlyKeyValueStore<Bytes, byte[]> store : stores) {
      try (KeyValueIterator<Bytes, byte[]> entries =
          store.range(Bytes.wrap(prefix), Bytes.wrap(after))) {
        while (entries.hasNext()) {
          final byte[] key = entries.next().key.get();
          if (key.length > prefix.length) {
            names.add(
                new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8));
          }
        }
      }
    }
    return names;
  }
}
