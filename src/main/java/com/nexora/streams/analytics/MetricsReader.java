package com.nexora.streams.analytics;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Merges panes to the windows that users ask for.
 *
 * <p>Few panes make a long window: hours and quarters of an hour stand for their minutes wherever
 * they exist. Minutes are kept for some hours, quarters for two days (docs/analytics.md): a window
 * of the past that would begin or end between two of them is widened to where it can be answered
 * exactly, and says so by its {@code from} and {@code to}.
 */
public final class MetricsReader {

  /** The most points that a series can have. */
  public static final int MAX_POINTS = 1_500;

  /** The most minutes that a series can span, a week and a day. */
  private static final long MAX_SERIES_MINUTES = 8 * 1_440;

  /** The end of the year 9999, epoch milliseconds. */
  private static final long MAX_TIME = 253_402_300_799_999L;

  private final List<PanesReader> partitions;
  private final long keptSince;

  /** A reader of all that there is. */
  public MetricsReader(final List<? extends ReadOnlyKeyValueStore<Bytes, byte[]>> stores) {
    this(stores, Long.MIN_VALUE);
  }

  /**
   * @param stores {@link com.nexora.streams.catalogue.Stores#METRIC_PANES} of every partition that
   *     is to be seen, singly: each rolls up in its own time
   * @param keptSince panes that begin before this are not looked at, epoch milliseconds
   */
  public MetricsReader(
      final List<? extends ReadOnlyKeyValueStore<Bytes, byte[]>> stores, final long keptSince) {
    partitions = stores.stream().map(PanesReader::new).toList();
    this.keptSince = keptSince;
  }

  /**
   * One entity's window that ends with the minute of {@code at}.
   *
   * @param at epoch milliseconds
   * @param quantiles what to answer besides P50, P95 and P99, each from 0 to 1
   */
  public WindowMetrics entity(
      final String tenantId,
      final String entityId,
      final Window window,
      final long at,
      final double... quantiles) {
    return window(PaneSeries.entity(tenantId, entityId), window, at, quantiles);
  }

  /** A whole tenant's window, otherwise as {@link #entity}. */
  public WindowMetrics tenant(
      final String tenantId, final Window window, final long at, final double... quantiles) {
    return window(PaneSeries.tenant(tenantId), window, at, quantiles);
  }

  /**
   * One entity's windows of equal length, side by side, from the minute of {@code from} on until
   * {@code to} is reached; the last one may reach beyond it. Fewer and longer ones where a step is
   * shorter than what is kept of that time.
   *
   * @param from epoch milliseconds
   * @param to end, exclusive, epoch milliseconds
   * @param step length of a window, whole minutes
   * @throws IllegalArgumentException if the step is not whole minutes, there are more than {@value
   *     #MAX_POINTS} points or they span more than 8 days
   */
  public List<WindowMetrics> entitySeries(
      final String tenantId,
      final String entityId,
      final long from,
      final long to,
      final Duration step,
      final double... quantiles) {
    return series(PaneSeries.entity(tenantId, entityId), from, to, step, quantiles);
  }

  /** A whole tenant's series, otherwise as {@link #entitySeries}. */
  public List<WindowMetrics> tenantSeries(
      final String tenantId,
      final long from,
      final long to,
      final Duration step,
      final double... quantiles) {
    return series(PaneSeries.tenant(tenantId), from, to, step, quantiles);
  }

  /** Anybody's window, a tool's or a type of tasks' too, otherwise as {@link #entity}. */
  public WindowMetrics window(
      final PaneSeries owner, final Window window, final long at, final double... quantiles) {
    checkTime("at", at);
    return windows(owner, new long[] {window.start(at), window.end(at)}, quantiles).get(0);
  }

  /** Anybody's series, a tool's or a type of tasks' too, otherwise as {@link #entitySeries}. */
  public List<WindowMetrics> series(
      final PaneSeries owner,
      final long from,
      final long to,
      final Duration step,
      final double... quantiles) {
    final long stepMs = step.toMillis();
    if (stepMs <= 0 || stepMs % PaneKey.MINUTE_MS != 0) {
      throw new IllegalArgumentException("step " + step + " is not a whole number of minutes");
    }
    checkTime("from", from);
    checkTime("to", to);
    if (to <= from) {
      throw new IllegalArgumentException("to " + to + " is not after from " + from);
    }
    final long start = PaneKey.minute(from);
    final long points = -Math.floorDiv(start - to, stepMs);
    if (points > MAX_POINTS || points * (stepMs / PaneKey.MINUTE_MS) > MAX_SERIES_MINUTES) {
      throw new IllegalArgumentException(
          points
              + " points of "
              + step
              + "; a series has at most "
              + MAX_POINTS
              + " points and 8 days: take a larger step or a shorter time");
    }
    final long[] edges = LongStream.rangeClosed(0, points).map(i -> start + i * stepMs).toArray();
    return windows(owner, edges, quantiles);
  }

  private static void checkTime(final String name, final long time) {
    if (time < 0 || time > MAX_TIME) {
      throw new IllegalArgumentException(
          name + " is " + time + "; must be epoch milliseconds of the years 1970 to 9999");
    }
  }

  private List<WindowMetrics> windows(
      final PaneSeries owner, final long[] wanted, final double... quantiles) {
    final PaneCover cover = new PaneCover(partitions, owner);
    final long[] edges = cover.edges(wanted);
    final PaneSteps steps = new PaneSteps(edges);
    for (final PanesReader partition : partitions) {
      for (final PanesReader.Entry pane : cover.of(partition, edges)) {
        if (pane.start() >= keptSince) {
          steps.merge(pane.start(), pane.pane());
        }
      }
    }
    return steps.windows(quantiles);
  }
}
