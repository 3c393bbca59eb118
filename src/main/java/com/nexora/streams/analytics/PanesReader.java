package com.nexora.streams.analytics;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads panes of one partition by series, resolution and time. Ends of ranges are exclusive. */
class PanesReader {

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  PanesReader(final ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** A pane and when it starts, epoch milliseconds. */
  record Entry(long start, byte[] pane) {}

  /** The pane that starts at this time, null if there is none. */
  byte @Nullable [] get(final PaneSeries series, final Resolution resolution, final long start) {
    return store.get(key(series, resolution, start));
  }

  /** Panes that start in a range of time, in order. */
  List<Entry> list(
      final PaneSeries series, final Resolution resolution, final long from, final long to) {
    return list(series, resolution, from, to, Integer.MAX_VALUE);
  }

  /** As {@link #list(PaneSeries, Resolution, long, long)}, the first few of them. */
  List<Entry> list(
      final PaneSeries series,
      final Resolution resolution,
      final long from,
      final long to,
      final int most) {
    final List<Entry> entries = new ArrayList<>();
    if (from >= to) {
      return entries;
    }
    try (KeyValueIterator<Bytes, byte[]> range =
        store.range(key(series, resolution, from), key(series, resolution, to - 1))) {
      while (range.hasNext() && entries.size() < most) {
        final KeyValue<Bytes, byte[]> pane = range.next();
        entries.add(new Entry(PaneKey.start(pane.key.get()), pane.value));
      }
    }
    return entries;
  }

  /** Whether any pane starts in a range of time. */
  boolean any(
      final PaneSeries series, final Resolution resolution, final long from, final long to) {
    return !list(series, resolution, from, to, 1).isEmpty();
  }

  /** Whether any pane of the hour that starts at this time is kept. */
  boolean anyOfHour(final PaneSeries series, final Resolution resolution, final long hour) {
    return any(series, resolution, hour, hour + Resolution.HOUR.ms());
  }

  static Bytes key(final PaneSeries series, final Resolution resolution, final long start) {
    return Bytes.wrap(series.key(resolution, start));
  }
}
