package com.nexora.streams.grc;

import com.nexora.events.GrcEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's events as queries see them, over {@link
 * com.nexora.streams.catalogue.Stores#GRC_EVENTS}.
 *
 * <p>A page looks at no more than {@link #SCAN_LIMIT} events: a filter that matches nothing must
 * not hold a thread for the length of the list. Such a page is short and still says how to go on.
 */
public final class GrcReader {

  /** Most events that one page looks at. */
  static final int SCAN_LIMIT = 10_000;

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  /**
   * @param store the store, in key order across all partitions that are to be seen
   */
  public GrcReader(final ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * A page of events, last arrival first.
   *
   * @param next asks for the next page; null = this was the last
   */
  public record Page(List<StoredGrcEvent> events, @Nullable String next) {}

  /**
   * The events that the query asks for.
   *
   * @throws IllegalArgumentException if the cursor is not one of ours
   */
  public Page page(final GrcQuery query) {
    final Bytes start = place(query.tenantId(), Math.max(0, query.arrivedSince()), "");
    final String cursor = query.cursor();
    final Bytes end =
        cursor == null
            ? place(query.tenantId(), Long.MAX_VALUE, "")
            : place(query.tenantId(), cursor);
    final List<StoredGrcEvent> found = new ArrayList<>();
    if (start.compareTo(end) > 0) {
      return new Page(found, null);
    }
    try (KeyValueIterator<Bytes, byte[]> lastFirst = store.reverseRange(start, end)) {
      @Nullable StoredGrcEvent last = null;
      int seen = 0;
      while (lastFirst.hasNext()) {
        if (last != null && (found.size() >= query.limit() || seen >= SCAN_LIMIT)) {
          return new Page(found, last.arrival() + ";" + last.event().getEventId());
        }
        final KeyValue<Bytes, byte[]> entry = lastFirst.next();
        if (entry.key.equals(end)) {
          continue;
        }
        seen++;
        last = StoredGrcEvent.decode(entry.key.get(), entry.value);
        if (matches(query, last.event())) {
          found.add(last);
        }
      }
    }
    return new Page(found, null);
  }

  private static boolean matches(final GrcQuery query, final GrcEvent event) {
    return event.getTimestamp() >= query.happenedSince()
        && (query.eventType() == null || query.eventType().equals(event.getEventType()))
        && (query.source() == null || query.source().equals(event.getSource()));
  }

  private static Bytes place(final String tenantId, final String cursor) {
    final int end = cursor.indexOf(';');
    if (end < 0) {
      throw new IllegalArgumentException("the cursor has no place: " + cursor.length());
    }
    return place(tenantId, Long.parseLong(cursor.substring(0, end)), cursor.substring(end + 1));
  }

  private static Bytes place(final String tenantId, final long arrival, final String eventId) {
    return Bytes.wrap(StoredGrcEvent.key(tenantId, arrival, eventId));
  }
}
