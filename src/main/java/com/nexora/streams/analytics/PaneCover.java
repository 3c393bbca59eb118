package com.nexora.streams.analytics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the few panes that together hold each event of some windows once: hours where they fit,
 * quarters in what is left, minutes in the rest.
 *
 * <p>Where the minutes of an hour are forgotten, a window cannot begin or end between two quarters
 * any more, and without quarters not between two hours: then the windows' edges are moved to where
 * they can be.
 */
final class PaneCover {

  private final List<PanesReader> partitions;
  private final PaneSeries series;
  private final Map<Long, Resolution> finest = new HashMap<>();

  /**
   * @param partitions every partition singly: each rolls up in its own time
   */
  PaneCover(final List<PanesReader> partitions, final PaneSeries series) {
    this.partitions = partitions;
    this.series = series;
  }

  /**
   * The true edges of windows side by side, at most as many as were asked for.
   *
   * @param wanted edges in ascending order, whole minutes, at least two
   */
  long[] edges(final long... wanted) {
    final long[] edges = new long[wanted.length];
    final int last = wanted.length - 1;
    for (int i = 0; i < last; i++) {
      edges[i] = finest(wanted[i]).start(wanted[i]);
    }
    final Resolution atEnd = finest(wanted[last]);
    edges[last] = atEnd.start(wanted[last] + atEnd.ms() - 1);
    return Arrays.stream(edges).distinct().toArray();
  }

  /** The finest resolution that every partition still has where an edge is to lie. */
  private Resolution finest(final long edge) {
    final long hour = Resolution.HOUR.start(edge);
    return edge == hour ? Resolution.MINUTE : finest.computeIfAbsent(hour, this::finestOfHour);
  }

  private Resolution finestOfHour(final long hour) {
    Resolution worst = Resolution.MINUTE;
    for (final PanesReader panes : partitions) {
      final Resolution here = finestOfHour(panes, hour);
      worst = here.compareTo(worst) > 0 ? here : worst;
    }
    return worst;
  }

  private Resolution finestOfHour(final PanesReader panes, final long hour) {
    if (panes.get(series, Resolution.HOUR, hour) == null
        || panes.anyOfHour(series, Resolution.MINUTE, hour)) {
      return Resolution.MINUTE;
    }
    return panes.anyOfHour(series, Resolution.QUARTER, hour) ? Resolution.QUARTER : Resolution.HOUR;
  }

  /** The panes of one partition that hold all events between the first and the last edge. */
  List<PanesReader.Entry> of(final PanesReader panes, final long... edges) {
    final List<PanesReader.Entry> found = new ArrayList<>();
    List<Gap> gaps = List.of(new Gap(edges[0], edges[edges.length - 1]));
    for (final Resolution resolution :
        List.of(Resolution.HOUR, Resolution.QUARTER, Resolution.MINUTE)) {
      final List<Gap> left = new ArrayList<>();
      for (final Gap gap : gaps) {
        fill(panes, resolution, gap, edges, found, left);
      }
      gaps = left;
    }
    found.sort(Comparator.comparingLong(PanesReader.Entry::start));
    return found;
  }

  /** A stretch of time that no pane covers yet. */
  private record Gap(long from, long to) {}

  private void fill(
      final PanesReader panes,
      final Resolution resolution,
      final Gap gap,
      final long[] edges,
      final List<PanesReader.Entry> found,
      final List<Gap> left) {
    long open = gap.from;
    for (final PanesReader.Entry entry : fitting(panes, resolution, gap, edges)) {
      found.add(entry);
      if (open < entry.start()) {
        left.add(new Gap(open, entry.start()));
      }
      open = entry.start() + resolution.ms();
    }
    if (open < gap.to) {
      left.add(new Gap(open, gap.to));
    }
  }

  private List<PanesReader.Entry> fitting(
      final PanesReader panes, final Resolution resolution, final Gap gap, final long[] edges) {
    final long last = gap.to - resolution.ms();
    if (last < gap.from || widest(edges) < resolution.ms()) {
      return List.of();
    }
    final List<PanesReader.Entry> all = panes.list(series, resolution, gap.from, last + 1);
    all.removeIf(
        entry -> {
          final int from = Arrays.binarySearch(edges, entry.start());
          final int next = from >= 0 ? from + 1 : -from - 1;
          return edges[next] < entry.start() + resolution.ms();
        });
    return all;
  }

  private static long widest(final long[] edges) {
    long widest = 0;
    for (int i = 1; i < edges.length; i++) {
      widest = Math.max(widest, edges[i] - edges[i - 1]);
    }
    return widest;
  }
}
