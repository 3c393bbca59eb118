package com.nexora.streams.analytics;

import com.nexora.streams.analytics.OwnerStore.Due;
import com.nexora.streams.catalogue.TopologySettings;

/**
 * The life of owners of panes, moved on by the first event of a minute, by looks at a running one
 * and by ticks; by nothing else, so that an ordinary event costs its panes only.
 */
final class OwnerLife {

  private final OwnerStore owners;
  private final PaneStore panes;
  private final RosterStore roster;
  private final RollUp rollUp;
  private final Settling settling;
  private final Settling.Listener listener;

  OwnerLife(
      final OwnerStore owners,
      final PaneStore panes,
      final RosterStore roster,
      final TopologySettings settings,
      final Detector detector,
      final Settling.Listener listener) {
    this.owners = owners;
    this.panes = panes;
    this.roster = roster;
    this.listener = listener;
    rollUp = new RollUp(panes, settings);
    settling = new Settling(panes, detector, settings.analytics().settleAfter().toMillis());
  }

  RollUp rollUp() {
    return rollUp;
  }

  /**
   * A minute has its first event; its pane is in the store.
   *
   * @param arrival when the event arrived
   * @param lastTick the latest tick
   */
  void created(
      final PaneSeries series, final long minute, final long arrival, final long lastTick) {
    final OwnerState before = owners.get(series);
    final OwnerState state = before == null ? OwnerState.first(minute) : before;
    final OwnerState scheduled = scheduleHour(series, state, minute, lastTick);
    final OwnerState after = scheduleLook(series, scheduled, minute, arrival, lastTick);
    if (after != before) {
      owners.put(series, after);
    }
  }

  /** As {@link #created}, for a minute of an hour that is rolled up and so has its due entry. */
  void createdInRolledUpHour(
      final PaneSeries series, final long minute, final long arrival, final long lastTick) {
    final OwnerState before = owners.get(series);
    final OwnerState state = before == null ? OwnerState.first(minute) : before;
    final OwnerState after = scheduleLook(series, state, minute, arrival, lastTick);
    if (after != before) {
      owners.put(series, after);
    }
  }

  /** Makes a due entry for the minute's hour, unless this is not its first minute. */
  private OwnerState scheduleHour(
      final PaneSeries series, final OwnerState state, final long minute, final long lastTick) {
    final long hour = Resolution.HOUR.start(minute);
    final long first = rollUp.mayExistFrom(minute);
    if (hour <= state.newestHour()
        && (hour == state.newestHour() && lastTick < first || hasOther(series, minute))) {
      return state;
    }
    owners.add(new Due(Math.max(first, lastTick), OwnerStore.HOUR, hour, series));
    return hour > state.newestHour() ? state.withNewestHour(hour) : state;
  }

  private boolean hasOther(final PaneSeries series, final long minute) {
    final long hour = Resolution.HOUR.start(minute);
    return panes.list(series, Resolution.MINUTE, hour, hour + Resolution.HOUR.ms(), 2).size() > 1;
  }

  /** Sees to it that a tick judges the minute, and judges what history has left behind. */
  private OwnerState scheduleLook(
      final PaneSeries series,
      final OwnerState state,
      final long minute,
      final long arrival,
      final long lastTick) {
    if (minute <= state.settled() || !isJudged(series)) {
      return state;
    }
    OwnerState after = state;
    if (state.lookAt() != OwnerState.NEVER && arrival >= settling.overAt(minute)) {
      after = settling.settleBefore(series, state, minute, listener);
    }
    final long lookAt = Math.max(lastTick, Math.min(after.lookAt(), settling.overAt(minute)));
    return moveLook(series, state.lookAt(), after, lookAt);
  }

  private OwnerState moveLook(
      final PaneSeries series, final long from, final OwnerState state, final long to) {
    if (from != to) {
      removeLook(series, from);
      if (to != OwnerState.NEVER) {
        owners.add(new Due(to, OwnerStore.LOOK, 0, series));
      }
    }
    return state.lookAt() == to ? state : state.withLookAt(to);
  }

  private void removeLook(final PaneSeries series, final long time) {
    if (time != OwnerState.NEVER) {
      owners.remove(new Due(time, OwnerStore.LOOK, 0, series));
    }
  }

  /** An event makes the running minute worth a look. */
  void observe(
      final PaneSeries entity,
      final long minute,
      final byte[] pane,
      final String eventId,
      final long eventTime) {
    final OwnerState state = owners.get(entity);
    if (state == null) {
      return;
    }
    final Settling.Observed seen = settling.observe(state, minute, pane, eventId, eventTime);
    if (seen != null) {
      owners.put(entity, seen.state());
      listener.observed(entity, seen.alerts());
    }
  }

  /** Does what an entry says, and makes the next one. */
  void run(final Due due, final long tick) {
    owners.remove(due);
    if (due.what() == OwnerStore.HOUR) {
      final long next = rollUp.run(due.series(), due.hour(), tick);
      if (next == RollUp.NEVER) {
        forgetIfGone(due.series());
      } else {
        owners.add(new Due(next, OwnerStore.HOUR, due.hour(), due.series()));
      }
      return;
    }
    final OwnerState state = owners.get(due.series());
    if (state != null && state.lookAt() == due.time()) {
      final OwnerState after =
          settling.settle(due.series(), state, settling.lastOver(tick), tick, listener);
      final long lookAt = Math.max(tick, after.lookAt());
      if (lookAt != OwnerState.NEVER) {
        owners.add(new Due(lookAt, OwnerStore.LOOK, 0, due.series()));
      }
      owners.put(due.series(), after.withLookAt(lookAt));
    }
  }

  /** An owner without a pane is forgotten whole. */
  private void forgetIfGone(final PaneSeries series) {
    for (final Resolution resolution : Resolution.values()) {
      if (panes.any(series, resolution, Long.MIN_VALUE, Long.MAX_VALUE)) {
        return;
      }
    }
    roster.leave(series);
    final OwnerState state = owners.get(series);
    if (state != null) {
      removeLook(series, state.lookAt());
      owners.delete(series);
    }
  }

  /** Agents are judged; tenants, tools and types of tasks are not. */
  private static boolean isJudged(final PaneSeries series) {
    return series.family() == PaneSeries.Family.ENTITY && !series.isTenant();
  }
}
