package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.AnomalySettings;
import org.jspecify.annotations.Nullable;

/** What a minute that is over teaches the baselines. */
final class Learning {

  /** Minutes after which what is normal lately, at any hour, has forgotten two thirds. */
  private static final int LATELY = 60;

  /** Scale of logarithms to start from: a quarter. */
  private static final double FIRST_PART = 0.25;

  private static final double CLIPPED_DEVIATIONS = 3;

  /** Ended events from which a minute's rate counts in full. */
  private static final double FULL_WEIGHT = 10;

  /** Between the quartiles of a normal distribution lie so many standard deviations. */
  private static final double QUARTILES = 1.349;

  private final AnomalySettings settings;

  Learning(final AnomalySettings settings) {
    this.settings = settings;
  }

  private boolean unusual(final @Nullable Judgement judgement) {
    return judgement != null && judgement.unusualness() >= settings.closeAt();
  }

  /** Learns the median of a metric's values. */
  void median(
      final Track track,
      final MinuteFigures.Values values,
      final int hour,
      final @Nullable Judgement judgement) {
    final double x = Judge.scaled(values.median());
    final boolean unusual = unusual(judgement);
    if (unusual) {
      learnShift(track, x - level(track, judgement));
    }
    logarithm(track, hour, x, settings.memoryMinutes(), unusual);
    logarithm(track, Baseline.ALL, x, lately(unusual), unusual);
    if (!unusual) {
      final double spread =
          (Judge.scaled(values.threeQuarters()) - Judge.scaled(values.quarter())) / QUARTILES;
      track.learnSample(values.count(), spread, lately(false));
    }
  }

  /** Learns how far the P95 lies above the median. */
  void tail(
      final Track track,
      final MinuteFigures.Values values,
      final Track ofMedian,
      final @Nullable Judgement judgement) {
    if (values.count() < Judge.LEAST_FOR_TAIL) {
      return;
    }
    track.usual = ofMedian.usual;
    track.within = ofMedian.within;
    final double x = Judge.scaled(values.p95()) - Judge.scaled(values.median());
    logarithm(track, Baseline.ALL, x, settings.memoryMinutes(), unusual(judgement));
  }

  private void logarithm(
      final Track track, final int slot, final double x, final int memory, final boolean unusual) {
    if (isTooYoung(track, slot, unusual)) {
      return;
    }
    track.baseline.learn(slot, x, Judge.LEAST_PART, FIRST_PART, memory, unusual);
  }

  /** Learns how many of those that ended failed. */
  void errorRate(
      final Track track,
      final MinuteFigures figures,
      final int hour,
      final @Nullable Judgement judgement) {
    final long ended = figures.ended();
    if (ended == 0) {
      return;
    }
    final double rate = (double) figures.failures() / ended;
    final boolean unusual = unusual(judgement);
    if (unusual) {
      learnShift(track, rate - level(track, judgement));
    }
    rate(track, hour, rate, ended, settings.memoryMinutes(), unusual);
    rate(track, Baseline.ALL, rate, ended, lately(unusual), unusual);
  }

  private void rate(
      final Track track,
      final int slot,
      final double rate,
      final long ended,
      final int memory,
      final boolean unusual) {
    if (isTooYoung(track, slot, unusual)) {
      return;
    }
    final double usual = FailureRate.usable(track.baseline.level(slot));
    final double chance =
        Math.max(1, track.baseline.scale(slot)) * Math.sqrt(usual * (1 - usual) / ended);
    track.baseline.learnRate(
        slot,
        Math.min(rate, usual + CLIPPED_DEVIATIONS * chance),
        Math.min(1, ended / FULL_WEIGHT),
        FailureRate.deviations(rate, ended, usual),
        memory,
        unusual);
  }

  /** Learns how many events a minute has that has any. */
  void throughput(
      final Track track, final long events, final int hour, final @Nullable Judgement judgement) {
    final double x = Throughput.scaled(events);
    final boolean unusual = unusual(judgement);
    if (unusual) {
      learnShift(track, x / Math.max(1, level(track, judgement)));
    }
    scaled(track, hour, x, settings.memoryMinutes(), unusual);
    scaled(track, Baseline.ALL, x, lately(unusual), unusual);
  }

  private void scaled(
      final Track track, final int slot, final double x, final int memory, final boolean unusual) {
    if (isTooYoung(track, slot, unusual)) {
      return;
    }
    final double floor = Throughput.floor(track.baseline.level(slot));
    track.baseline.learn(slot, x, floor, 2, memory, unusual);
  }

  /** An incident is not what an hour of the day is to begin with. */
  private boolean isTooYoung(final Track track, final int slot, final boolean unusual) {
    return unusual && track.baseline.minutes(slot) < settings.warmUpMinutes();
  }

  private int lately(final boolean unusual) {
    return unusual ? settings.memoryMinutes() : Math.min(LATELY, settings.memoryMinutes());
  }

  private static double level(final Track track, final @Nullable Judgement judgement) {
    return track.baseline.level(judgement == null ? Baseline.ALL : judgement.slot());
  }

  private static void learnShift(final Track track, final double distance) {
    if (track.incident != null) {
      track.incident.learnShift(distance);
    }
  }

  /** Takes a shift that has lasted for the new normal, at all hours. */
  static void accept(final AgentMemory memory, final Track track, final Incident incident) {
    switch (track.kind) {
      case RESPONSE_TIME -> {
        track.baseline.shift(level -> level + incident.shift);
        memory.track(Track.Kind.TAIL).baseline.clear();
      }
      case NAMED -> track.baseline.shift(level -> level + incident.shift);
      case ERROR_RATE ->
          track.baseline.shift(level -> Math.max(0, Math.min(1, level + incident.shift)));
      case THROUGHPUT -> {
        if (incident.shiftMinutes > 0) {
          track.baseline.shift(level -> level * incident.shift);
        } else {
          memory.gone = true;
        }
      }
      case SILENCE -> memory.gone = true;
      case TAIL -> {}
    }
  }
}
