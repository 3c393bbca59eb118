package com.nexora.streams.analytics;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** The panes of a task, to be changed. */
final class PaneStore extends PanesReader {

  private final KeyValueStore<Bytes, byte[]> store;

  PaneStore(final KeyValueStore<Bytes, byte[]> store) {
    super(store);
    this.store = store;
  }

  void put(
      final PaneSeries series, final Resolution resolution, final long start, final byte[] pane) {
    store.put(key(series, resolution, start), pane);
  }

  /** Deletes all panes of the hour that starts at this time, and answers how many there were. */
  int deleteHour(final PaneSeries series, final Resolution resolution, final long hour) {
    final List<Entry> all = list(series, resolution, hour, hour + Resolution.HOUR.ms());
    all.forEach(entry -> store.delete(key(series, resolution, entry.start())));
    return all.size();
  }
}
