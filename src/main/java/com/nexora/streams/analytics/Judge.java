package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.AnomalySettings;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Holds the figures of a minute against their baselines. Answers null where nothing can be said.
 */
final class Judge {

  /** Least scale of logarithms: a constant metric does not alarm at a hair's breadth. */
  static final double LEAST_PART = 0.05;

  /** Values that a P95 needs. */
  static final int LEAST_FOR_TAIL = 30;

  /** Own minutes of an hour from which only they count: two days of it. */
  private static final int GROWN_UP = 120;

  /** Variance of the median of n normal values, times n. */
  private static final double MEDIAN_VARIANCE = 1.571;

  /** Likewise of P95 minus median, of logarithms. */
  private static final double TAIL_VARIANCE = 4.8;

  /** A P95 hangs on the twentieth part of the values: of few values it is skewed upwards. */
  private static final double TAIL_SKEW = 40;

  /** How much wider a young baseline is: its own error, which shrinks with its minutes. */
  private static final double YOUTH = 8;

  /** Smallest value that a pane can hold besides 0, in the metric's unit. */
  private static final double SMALLEST = 1e-6;

  private final AnomalySettings settings;

  Judge(final AnomalySettings settings) {
    this.settings = settings;
  }

  /** Where a value of a metric lies. */
  static double scaled(final double value) {
    return StrictMath.log(Math.max(SMALLEST, value));
  }

  /** The median of a metric's values. */
  @Nullable Judgement median(final Track track, final MinuteFigures.Values values, final int hour) {
    final double x = scaled(values.median());
    final double sampling = sampling(track, values.count(), MEDIAN_VARIANCE);
    return against(track, hour, slot -> logarithm(track, slot, values.count(), x, sampling, 0));
  }

  /** The P95 of the response times, as a multiple of their median. */
  @Nullable Judgement tail(final Track track, final MinuteFigures.Values values) {
    if (values.count() < LEAST_FOR_TAIL) {
      return null;
    }
    final double base = scaled(values.median());
    final double x = scaled(values.p95()) - base;
    final double sampling = sampling(track, values.count(), TAIL_VARIANCE);
    return against(
        track, Baseline.ALL, slot -> logarithm(track, slot, values.count(), x, sampling, base));
  }

  /** What the few values of a running minute add to the variance of its statistic. */
  private static double sampling(final Track track, final long count, final double variance) {
    final double fewer = Math.max(0, 1.0 / count - 1.0 / Math.max(1, track.usual));
    return variance * track.within * track.within * fewer;
  }

  private Judgement logarithm(
      final Track track,
      final int slot,
      final long samples,
      final double x,
      final double sampling,
      final double base) {
    final double scale = Math.max(LEAST_PART, track.baseline.scale(slot)) * youth(track, slot);
    final double skew = track.kind == Track.Kind.TAIL ? 1 + TAIL_SKEW / samples : 1;
    final double deviation = Math.sqrt((scale * scale + sampling) * skew);
    return judgement(track, slot, samples, x, deviation, base);
  }

  /** Failures among what ended. Only more than usual is unusual. */
  @Nullable Judgement errorRate(final Track track, final MinuteFigures figures, final int hour) {
    final long ended = figures.ended();
    if (ended == 0) {
      return null;
    }
    final double rate = (double) figures.failures() / ended;
    return against(
        track,
        hour,
        slot -> {
          final double level = FailureRate.usable(track.baseline.level(slot));
          final double deviation = Math.max(1, track.baseline.scale(slot)) * youth(track, slot);
          final double z = FailureRate.deviations(rate, ended, level) / deviation;
          return new Judgement(
              track.kind,
              slot,
              track.baseline.minutes(slot),
              ended,
              rate,
              track.baseline.level(slot),
              deviation,
              Math.max(0, z),
              0);
        });
  }

  /** Events of a minute. */
  @Nullable Judgement throughput(final Track track, final long events, final int hour) {
    final double x = Throughput.scaled(events);
    return against(
        track,
        hour,
        slot -> {
          final double floor = Throughput.floor(track.baseline.level(slot));
          final double deviation = Math.max(floor, track.baseline.scale(slot)) * youth(track, slot);
          return judgement(track, slot, events, x, deviation, 0);
        });
  }

  private static Judgement judgement(
      final Track track,
      final int slot,
      final long samples,
      final double x,
      final double deviation,
      final double base) {
    final double level = track.baseline.level(slot);
    return new Judgement(
        track.kind,
        slot,
        track.baseline.minutes(slot),
        samples,
        x,
        level,
        deviation,
        (x - level) / deviation,
        base);
  }

  private static double youth(final Track track, final int slot) {
    return Math.sqrt(1 + YOUTH / track.baseline.minutes(slot));
  }

  /**
   * By the hour's own baseline if it has grown up; by that of all hours while it is new; in between
   * a figure must be unusual for both.
   */
  private @Nullable Judgement against(
      final Track track, final int hour, final IntFunction<Judgement> judge) {
    if (track.baseline.minutes(Baseline.ALL) < settings.warmUpMinutes()) {
      return null;
    }
    final int own = track.baseline.minutes(hour);
    if (hour == Baseline.ALL || own < settings.warmUpMinutes()) {
      return judge.apply(Baseline.ALL);
    }
    final Judgement byHour = judge.apply(hour);
    if (own >= GROWN_UP) {
      return byHour;
    }
    final Judgement byAll = judge.apply(Baseline.ALL);
    return byAll.unusualness() < byHour.unusualness() ? byAll : byHour;
  }
}
