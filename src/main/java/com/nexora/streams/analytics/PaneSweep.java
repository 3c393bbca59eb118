package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.StoreKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Deletes panes whose last event arrived long ago, a bounded number of steps at a time.
 *
 * <p>Not a window store, since that drops by event time: whatever is old behind the furthest event
 * seen, though it arrived just now. Panes of an owner lie in the order of time and none is older by
 * arrival than by its start (but for the clocks' skew), so the sweep leaves an owner at the first
 * pane that is too young: its cost is that of the owners and of what it deletes. Where it stands is
 * not state: after a restart it begins anew.
 */
final class PaneSweep {

  private final KeyValueStore<Bytes, byte[]> panes;
  private final long retentionMs;
  private final long skewMs;
  private final int steps;
  private @Nullable Bytes cursor;

  /**
   * @param retentionMs how long a pane is kept after the arrival of its last event
   * @param skewMs how far an event time may lie ahead of its arrival
   * @param steps keys to look at in one run
   */
  PaneSweep(
      final KeyValueStore<Bytes, byte[]> panes,
      final long retentionMs,
      final long skewMs,
      final int steps) {
    this.panes = panes;
    this.retentionMs = retentionMs;
    this.skewMs = skewMs;
    this.steps = steps;
  }

  /**
   * Goes on where the last run stopped.
   *
   * @param now stream time, epoch milliseconds
   * @return how many panes were deleted
   */
  int run(final long now) {
    final List<Bytes> expired = new ArrayList<>();
    int left = steps;
    do {
      left -= sweepOwner(now - retentionMs, left, expired);
    } while (cursor != null && left > 0);
    expired.forEach(panes::delete);
    return expired.size();
  }

  /** Looks at one owner's panes from the cursor on, moves it, and answers how many it saw. */
  private int sweepOwner(final long expireBefore, final int limit, final List<Bytes> expired) {
    int seen = 0;
    try (KeyValueIterator<Bytes, byte[]> range = panes.range(cursor, null)) {
      while (range.hasNext()) {
        final KeyValue<Bytes, byte[]> pane = range.next();
        if (seen == limit) {
          cursor = pane.key;
          return seen;
        }
        seen++;
        if (PaneKey.start(pane.key.get()) - skewMs >= expireBefore) {
          cursor = Bytes.wrap(StoreKey.after(PaneKey.series(pane.key.get())));
          return seen;
        }
        if (Pane.lastArrival(pane.value) < expireBefore) {
          expired.add(pane.key);
        }
      }
    }
    cursor = null;
    return seen;
  }
}
