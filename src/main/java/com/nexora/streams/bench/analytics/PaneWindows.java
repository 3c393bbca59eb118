package com.nexora.streams.bench.analytics;

import com.nexora.streams.analytics.EventFold;
import com.nexora.streams.analytics.MetricSummary;
import com.nexora.streams.analytics.WindowMetrics;
import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.bench.WindowRow.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Our windows as rows to compare. */
final class PaneWindows {

  private static final long MINUTE_MS = 60_000;

  private PaneWindows() {}

  /** Whoever keeps panes. */
  @FunctionalInterface
  interface Panes {
    /** The panes of an owner from one minute to another, exclusive. */
    List<byte[]> of(Owner owner, long from, long to);
  }

  /** The five windows of each owner that end with the minute of {@code at}. */
  static List<WindowRow> of(final List<Owner> owners, final long at, final Panes panes) {
    final long to = Math.floorDiv(at, MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    final List<WindowRow> rows = new ArrayList<>();
    for (final Owner owner : owners) {
      for (final int minutes : Job.WINDOW_MINUTES) {
        final long from = to - minutes * MINUTE_MS;
        rows.add(row(owner, minutes, EventFold.window(from, to, panes.of(owner, from, to))));
      }
    }
    return rows;
  }

  static WindowRow row(final Owner owner, final int minutes, final WindowMetrics window) {
    final Map<String, Figure> figures = new TreeMap<>();
    window.metrics().forEach((name, summary) -> figures.put(name, figure(summary)));
    return new WindowRow(
        owner,
        minutes,
        window.from(),
        window.to(),
        window.eventsProcessed(),
        window.successes(),
        window.failures(),
        figures);
  }

  private static Figure figure(final MetricSummary summary) {
    return new Figure(
        summary.count(),
        summary.sum(),
        summary.min(),
        summary.max(),
        summary.median(),
        summary.p95(),
        summary.p99());
  }
}
