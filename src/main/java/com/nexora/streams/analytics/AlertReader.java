package com.nexora.streams.analytics;

import com.nexora.events.AnalyticsAlert;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Alerts as queries see them, over {@link com.nexora.streams.catalogue.Stores#ALERTS}.
 *
 * <p>A page looks at no more than {@link #SCAN_LIMIT} alerts: a filter that matches nothing must
 * not hold a thread for the length of the list.
 */
public final class AlertReader {

  /** Most alerts that one page looks at. */
  static final int SCAN_LIMIT = 10_000;

  private static final String CLOSE = "close";

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  /**
   * @param store the store, in key order across all partitions that are to be seen
   */
  public AlertReader(final ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * A page of alerts, newest opening first. Each is the last step that is known of it.
   *
   * @param next asks for the next page; null = this was the last
   */
  public record Page(List<AnalyticsAlert> alerts, @Nullable String next) {}

  /**
   * The alerts that the query asks for.
   *
   * @throws IllegalArgumentException if the cursor is not one of ours
   */
  public Page page(final AlertQuery query) {
    final byte[] end =
        query.cursor() == null
            ? StoredAlert.key(query.tenantId(), query.to(), "")
            : place(query.tenantId(), query.cursor());
    final byte[] start = StoredAlert.key(query.tenantId(), query.from(), "");
    final List<AnalyticsAlert> found = new ArrayList<>();
    @Nullable AnalyticsAlert last = null;
    if (Bytes.wrap(start).compareTo(Bytes.wrap(end)) > 0) {
      return new Page(found, null);
    }
    try (KeyValueIterator<Bytes, byte[]> newestFirst =
        store.reverseRange(Bytes.wrap(start), Bytes.wrap(end))) {
      for (int seen = 0; newestFirst.hasNext(); seen++) {
        if (last != null && (found.size() == query.limit() || seen >= SCAN_LIMIT)) {
          return new Page(found, last.getOpenedAt() + ";" + last.getAlertId());
        }
        final KeyValue<Bytes, byte[]> entry = newestFirst.next();
        if (entry.key.equals(Bytes.wrap(end))) {
          continue;
        }
        last = StoredAlert.decode(entry.value).alert();
        if (StoredAlert.arrival(entry.value) >= query.heardSince() && matches(query, last)) {
          found.add(last);
        }
      }
    }
    return new Page(found, null);
  }

  /** Whether an alert has closed. */
  public static boolean isClosed(final AnalyticsAlert alert) {
    return CLOSE.equals(alert.getState());
  }

  private static boolean matches(final AlertQuery query, final AnalyticsAlert alert) {
    return (query.entityId() == null || query.entityId().equals(alert.getEntityId()))
        && (query.metric() == null || query.metric().equals(alert.getMetric()))
        && (query.open() == null || query.open() != isClosed(alert));
  }

  private static byte[] place(final String tenantId, final String cursor) {
    final int end = cursor.indexOf(';');
    if (end < 0) {
      throw new IllegalArgumentException(cursor);
    }
    return StoredAlert.key(
        tenantId, Long.parseLong(cursor.substring(0, end)), cursor.substring(end + 1));
  }
}
