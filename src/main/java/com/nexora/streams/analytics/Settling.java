package com.nexora.streams.analytics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the minutes of one agent for good, in their order, each once.
 *
 * <p>A minute is over when a tick is some time past its end. One from history is over when nothing
 * arrives for it any more, or when the agent already has an event more than a minute later: so an
 * import is judged like what it tells of, as long as it comes in order. An event for a minute that
 * was judged changes the figures but not the judgement.
 */
final class Settling {

  /** Most minutes with events that one look judges. */
  static final int MOST_PANES = 256;

  /** Most minutes without an event in a row; an agent that is gone for longer is not waited for. */
  static final int MOST_EMPTY = 1_440;

  private static final long MINUTE = PaneKey.MINUTE_MS;

  private final PanesReader panes;
  private final Detector detector;
  private final long settleAfterMs;

  Settling(final PanesReader panes, final Detector detector, final long settleAfterMs) {
    this.panes = panes;
    this.detector = detector;
    this.settleAfterMs = settleAfterMs;
  }

  /** What is told of each look. */
  interface Listener {

    /** A running minute was looked at. */
    void observed(PaneSeries series, List<AlertDraft> alerts);

    /**
     * A minute was judged.
     *
     * @param minute its start, epoch milliseconds
     * @param active whether it had an event
     * @param after the agent's state now
     */
    void settled(
        PaneSeries series, long minute, boolean active, OwnerState after, List<AlertDraft> alerts);
  }

  /** As {@link #settle}, when an event of this minute shows that history has gone on. */
  OwnerState settleBefore(
      final PaneSeries series,
      final OwnerState before,
      final long minute,
      final Listener listener) {
    return settle(series, before, minute - 2 * MINUTE, Long.MIN_VALUE, listener);
  }

  /** When a tick may judge a minute that is filled as it happens. */
  long overAt(final long minute) {
    return minute + MINUTE + settleAfterMs;
  }

  /** The last minute that is over at this time. */
  long lastOver(final long time) {
    return PaneKey.minute(time - settleAfterMs) - MINUTE;
  }

  /**
   * Judges what is over.
   *
   * @param limit the last minute to judge
   * @param tick the time, epoch milliseconds
   * @return the state, with the time of the next look, which may be the same tick if there is more
   */
  OwnerState settle(
      final PaneSeries series,
      final OwnerState before,
      final long limit,
      final long tick,
      final Listener listener) {
    final Run run = new Run(series, before, listener);
    final List<PanesReader.Entry> found =
        panes.list(
            series, Resolution.MINUTE, before.settled() + MINUTE, Long.MAX_VALUE, MOST_PANES);
    for (int i = 0; i < found.size(); i++) {
      final PanesReader.Entry minute = found.get(i);
      if (minute.start() > limit) {
        final long emptyAt = run.afterEmptyUpTo(limit);
        return run.state.withLookAt(Math.min(overAt(minute.start()), emptyAt));
      }
      final long quietAt = Pane.lastArrival(minute.pane()) + settleAfterMs;
      final boolean live = quietAt <= overAt(minute.start()) + settleAfterMs;
      final boolean followed = found.get(found.size() - 1).start() > minute.start() + MINUTE;
      if (!live && !followed && tick < quietAt) {
        return run.state.withLookAt(quietAt);
      }
      run.emptyBefore(minute.start());
      run.judge(minute, live);
    }
    if (found.size() == MOST_PANES) {
      return run.state.withLookAt(tick);
    }
    final long emptyAt = run.afterEmptyUpTo(limit);
    return run.state.withLookAt(emptyAt);
  }

  /** One look at one agent. */
  private final class Run {

    private final PaneSeries series;
    private final Listener listener;
    private OwnerState state;

    Run(final PaneSeries series, final OwnerState state, final Listener listener) {
      this.series = series;
      this.state = state;
      this.listener = listener;
    }

    void judge(final PanesReader.Entry minute, final boolean live) {
      final Verdict verdict = detector.settle(state.memory(), minute.start(), minute.pane());
      state = state.settled(minute.start(), verdict, live);
      listener.settled(series, minute.start(), true, state, verdict.alerts());
    }

    /** Judges empty minutes up to one that has events. */
    void emptyBefore(final long minute) {
      while (state.settled() + MINUTE < minute && expectsMore()) {
        judgeEmpty();
      }
    }

    /** Judges empty minutes at the end, where only what happens now can fall silent. */
    long afterEmptyUpTo(final long limit) {
      while (state.live() && expectsMore()) {
        if (state.settled() + MINUTE > limit) {
          return overAt(state.settled() + MINUTE);
        }
        judgeEmpty();
      }
      return OwnerState.NEVER;
    }

    private boolean expectsMore() {
      return state.awake() && state.empty() < MOST_EMPTY;
    }

    private void judgeEmpty() {
      final long minute = state.settled() + MINUTE;
      final Verdict verdict = detector.settle(state.memory(), minute, null);
      state = state.settledEmpty(minute, verdict);
      listener.settled(series, minute, false, state, verdict.alerts());
    }
  }

  /**
   * Looks at a minute that is still running.
   *
   * @return the state after it, null if there is nothing to keep
   */
  @Nullable Observed observe(
      final OwnerState state,
      final long minute,
      final byte[] pane,
      final String eventId,
      final long eventTime) {
    if (minute <= state.settled()) {
      return null;
    }
    final Verdict verdict = detector.observe(state.memory(), minute, pane, eventId, eventTime);
    return verdict.memory() == state.memory() && verdict.alerts().isEmpty()
        ? null
        : new Observed(state.observed(verdict), verdict.alerts());
  }

  /** A state after a look, and what is to be told. */
  record Observed(OwnerState state, List<AlertDraft> alerts) {}
}
