package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.TopologySettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of one hour of one series, from its first minute until it is forgotten.
 *
 * <p>An hour is <em>open</em> as long as its hour pane does not exist: it has all its minutes, and
 * quarters for those parts that were rolled up. Once the hour pane exists there is a quarter for
 * every quarter that had an event, and from then on whole resolutions are forgotten for the hour at
 * once, the finest first. So whoever finds an hour or a quarter knows that it holds every event of
 * it, and whoever finds none knows that the minutes do. What time decides here is decided by ticks
 * and arrivals, never by how old an event says it is: history lives as long as what happens now.
 */
final class RollUp {

  /** There is nothing left to do. */
  static final long NEVER = Long.MAX_VALUE;

  private static final Duration QUARTER_RETENTION = Duration.ofDays(2);

  private final PaneStore panes;
  private final long rollUpAfterMs;
  private final long hoursMs;
  private final long quartersMs;
  private final long minutesMs;
  private long expired;

  RollUp(final PaneStore panes, final TopologySettings settings) {
    this.panes = panes;
    rollUpAfterMs = settings.analytics().rollUpAfter().toMillis();
    hoursMs = settings.paneRetention().toMillis();
    quartersMs = Math.min(hoursMs, QUARTER_RETENTION.toMillis());
    minutesMs = Math.min(quartersMs, settings.analytics().minuteRetention().toMillis());
  }

  /** The first tick that may roll up the quarter that a minute lies in. */
  long mayExistFrom(final long minute) {
    return Resolution.QUARTER.start(minute) + Resolution.QUARTER.ms() + rollUpAfterMs;
  }

  /** How many panes were deleted since this was last asked. */
  long takeExpired() {
    final long count = expired;
    expired = 0;
    return count;
  }

  /**
   * Counts an event of a quarter that may be rolled up already into every pane that is to hold it.
   *
   * @param minute start of its minute
   * @param minutePane the pane of that minute, null if there is none
   */
  Late add(
      final PaneSeries series,
      final long minute,
      final byte @Nullable [] minutePane,
      final long arrival,
      final EventMetrics.Measured event) {
    final long hour = Resolution.HOUR.start(minute);
    final long quarter = Resolution.QUARTER.start(minute);
    final byte[] hourPane = panes.get(series, Resolution.HOUR, hour);
    final byte[] quarterPane = panes.get(series, Resolution.QUARTER, quarter);
    if (hourPane == null) {
      final byte[] counted = put(series, Resolution.MINUTE, minute, minutePane, arrival, event);
      if (quarterPane != null) {
        put(series, Resolution.QUARTER, quarter, quarterPane, arrival, event);
      }
      return new Late(counted, minutePane == null, false);
    }
    put(series, Resolution.HOUR, hour, hourPane, arrival, event);
    final boolean minutes = minutePane != null || panes.anyOfHour(series, Resolution.MINUTE, hour);
    if (minutes || quarterPane != null || panes.anyOfHour(series, Resolution.QUARTER, hour)) {
      put(series, Resolution.QUARTER, quarter, quarterPane, arrival, event);
    }
    if (!minutes) {
      return new Late(null, false, true);
    }
    return new Late(
        put(series, Resolution.MINUTE, minute, minutePane, arrival, event),
        minutePane == null,
        true);
  }

  /**
   * What became of an event that came late.
   *
   * @param minute the minute's pane, null if the minutes of its hour are gone
   * @param created whether that pane is new
   * @param rolledUp whether the hour is rolled up
   */
  record Late(byte @Nullable [] minute, boolean created, boolean rolledUp) {}

  private byte[] put(
      final PaneSeries series,
      final Resolution resolution,
      final long start,
      final byte @Nullable [] before,
      final long arrival,
      final EventMetrics.Measured event) {
    final byte[] pane = Pane.add(before, arrival, event);
    panes.put(series, resolution, start, pane);
    return pane;
  }

  /**
   * Does what is due in an hour.
   *
   * @param tick the time, epoch milliseconds
   * @return when to look again, later than the tick; {@link #NEVER} if the hour is forgotten
   */
  long run(final PaneSeries series, final long hour, final long tick) {
    final byte[] pane = panes.get(series, Resolution.HOUR, hour);
    return pane == null ? runOpen(series, hour, tick) : expire(series, hour, pane, tick);
  }

  private long runOpen(final PaneSeries series, final long hour, final long tick) {
    final long end = hour + Resolution.HOUR.ms();
    final List<PanesReader.Entry> minutes = panes.list(series, Resolution.MINUTE, hour, end);
    if (minutes.isEmpty()) {
      return NEVER;
    }
    long next = NEVER;
    final PaneSum whole = new PaneSum();
    for (long quarter = hour; quarter < end; quarter += Resolution.QUARTER.ms()) {
      next = Math.min(next, rollUpQuarter(series, quarter, minutes, tick, whole));
    }
    if (next != NEVER) {
      return next;
    }
    final byte[] pane = whole.toBytes();
    panes.put(series, Resolution.HOUR, hour, pane);
    return expire(series, hour, pane, tick);
  }

  /** Rolls up a quarter if its time has come, adds it to the hour, and answers when to look. */
  private long rollUpQuarter(
      final PaneSeries series,
      final long quarter,
      final List<PanesReader.Entry> minutes,
      final long tick,
      final PaneSum whole) {
    final long end = quarter + Resolution.QUARTER.ms();
    final byte[] before = panes.get(series, Resolution.QUARTER, quarter);
    if (before != null) {
      whole.merge(before);
      return NEVER;
    }
    final PaneSum sum = new PaneSum();
    long lastArrival = end;
    for (final PanesReader.Entry minute : minutes) {
      if (minute.start() >= quarter && minute.start() < end) {
        sum.merge(minute.pane());
        lastArrival = Math.max(lastArrival, Pane.lastArrival(minute.pane()));
      }
    }
    if (tick < lastArrival + rollUpAfterMs) {
      return lastArrival + rollUpAfterMs;
    }
    if (sum.events() > 0) {
      final byte[] pane = sum.toBytes();
      panes.put(series, Resolution.QUARTER, quarter, pane);
      whole.merge(pane);
    }
    return NEVER;
  }

  private long expire(
      final PaneSeries series, final long hour, final byte[] pane, final long tick) {
    final long last = Pane.lastArrival(pane);
    if (tick < last + minutesMs) {
      return last + minutesMs;
    }
    expired += panes.deleteHour(series, Resolution.MINUTE, hour);
    if (tick < last + quartersMs) {
      return last + quartersMs;
    }
    expired += panes.deleteHour(series, Resolution.QUARTER, hour);
    if (tick < last + hoursMs) {
      return last + hoursMs;
    }
    expired += panes.deleteHour(series, Resolution.HOUR, hour);
    return NEVER;
  }
}
