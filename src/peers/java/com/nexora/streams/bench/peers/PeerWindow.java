package com.nexora.streams.bench.peers;

import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.WindowRow;
import java.util.HashMap;
import java.util.Map;

/**
 * What a window held when it closed.
 *
 * @param owner {@code tenant/agent}, or a tenant
 * @param minutes its length
 * @param start epoch milliseconds
 */
record PeerWindow(String owner, int minutes, long start, PeerPane pane) {

  static final long MINUTE_MS = 60_000;

  /** As the worker tells it. */
  WindowRow row(final Owner as) {
    final Map<String, WindowRow.Figure> figures = new HashMap<>();
    for (final String name : pane.names()) {
      final PeerMetric metric = pane.metric(name);
      figures.put(
          name,
          new WindowRow.Figure(
              metric.count(),
              metric.sum(),
              metric.min(),
              metric.max(),
              metric.quantile(0.5),
              metric.quantile(0.95),
              metric.quantile(0.99)));
    }
    return new WindowRow(
        as,
        minutes,
        start,
        start + minutes * MINUTE_MS,
        pane.events(),
        pane.successes(),
        pane.failures(),
        figures);
  }
}
