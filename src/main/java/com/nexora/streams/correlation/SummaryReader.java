package com.nexora.streams.correlation;

import com.nexora.events.ThreatSummary;
import com.nexora.streams.catalogue.Stores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Tenant summaries as queries see them: over {@link Stores#THREAT_SUMMARIES}. */
public final class SummaryReader {

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  /**
   * @param store {@link Stores#THREAT_SUMMARIES} as {@code QueryableStoreTypes.keyValueStore()}
   *     gives it
   */
  public SummaryReader(final ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * The tenant's 15-minute windows that start in [from, to), oldest first; windows without a
   * finding are absent.
   *
   * @param from epoch milliseconds, inclusive
   * @param to epoch milliseconds, exclusive
   */
  public List<ThreatSummary> summaries(final String tenantId, final long from, final long to) {
    final List<ThreatSummary> summaries = new ArrayList<>();
    if (from >= to) {
      return summaries;
    }
    try (var entries =
        store.range(
            SummaryStore.summaryKey(tenantId, from), SummaryStore.summaryKey(tenantId, to - 1))) {
      entries.forEachRemaining(
          entry -> {
            if (SummaryStore.isSummary(entry.key.get())) {
              summaries.add(SummaryStore.decode(entry.value));
            }
          });
    }
    summaries.sort(Comparator.comparingLong(ThreatSummary::getWindowStart));
    return summaries;
  }
}
