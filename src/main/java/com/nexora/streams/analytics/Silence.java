package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.AnomalySettings;
import org.jspecify.annotations.Nullable;

/**
 * When having no event is news. Every empty minute adds its surprise: much for an agent, or an hour
 * of its day, that always has events, little for one that often has none. A run of empty minutes is
 * unusual when the surprises add up to the alert's z-score, and when the run is longer by half than
 * the longest that was natural.
 *
 * <p>Nothing is written while an agent is silent: the run is what lies between its last event and
 * now, and it is learned when the next event ends it.
 */
final class Silence {

  private static final double LONGER = 1.5;

  /** A run is learned up to so many times the least run that would have alarmed. */
  private static final double LEARNED_AT_MOST = 4;

  /** Minutes that an hour of the day must have been seen for, one day's. */
  private static final int KNOWN_HOUR = 60;

  private static final double ROUNDING = 1e-9;

  private final AnomalySettings settings;
  private final double mostSurprise;

  Silence(final AnomalySettings settings) {
    this.settings = settings;
    this.mostSurprise =
        settings.openAt() * settings.openAt() / (2 * Math.max(1, settings.silentMinutes()));
  }

  /** Hour of the day, UTC, that a time lies in. */
  static int hour(final long time) {
    return (int) Math.floorMod(Math.floorDiv(time, 60 * PaneKey.MINUTE_MS), 24L);
  }

  /** Empty minutes from the last event up to and with this one. */
  static long run(final AgentMemory memory, final long minute) {
    return memory.lastActive == AgentMemory.NEVER
        ? 0
        : Math.max(0, (minute - memory.lastActive) / PaneKey.MINUTE_MS);
  }

  /** Whether an empty minute of this agent, after this one, can still be news. */
  boolean isWaiting(final AgentMemory memory, final long minute) {
    return memory.activeMinutes >= settings.warmUpMinutes()
        && !memory.gone
        && run(memory, minute) < longestWait();
  }

  private int longestWait() {
    return 2 * settings.memoryMinutes();
  }

  /** The run of empty minutes that ends with this one, null if there is nothing to judge it by. */
  @Nullable Judgement judge(final AgentMemory memory, final long minute) {
    final long run = run(memory, minute);
    if (memory.activeMinutes < settings.warmUpMinutes() || memory.gone || run == 0) {
      return null;
    }
    final Track track = memory.track(Track.Kind.SILENCE);
    final int slot = slot(track, minute);
    final double natural = LONGER * memory.longestGap;
    final double limit =
        Math.max(
            Math.max(settings.silentMinutes(), Math.floor(natural) + 1),
            Math.ceil(needed() / surprise(track, slot)));
    final boolean tooEarly = run < settings.silentMinutes() || run <= natural;
    final double z = Math.sqrt(2 * surprises(memory, track, minute)) + ROUNDING;
    return new Judgement(
        Track.Kind.SILENCE,
        slot,
        track.baseline.minutes(slot),
        run,
        run,
        Math.min(limit, run) - 1,
        1,
        tooEarly ? 0 : z,
        0);
  }

  private double needed() {
    return settings.openAt() * settings.openAt() / 2;
  }

  private double surprises(final AgentMemory memory, final Track track, final long minute) {
    final long hourMs = 60 * PaneKey.MINUTE_MS;
    double sum = 0;
    long at = Math.max(memory.lastActive, minute - longestWait() * PaneKey.MINUTE_MS);
    while (at < minute) {
      final long first = at + PaneKey.MINUTE_MS;
      final long last =
          Math.min(minute, Math.floorDiv(first, hourMs) * hourMs + hourMs - PaneKey.MINUTE_MS);
      sum += ((last - at) / PaneKey.MINUTE_MS) * surprise(track, slot(track, first));
      at = last;
    }
    return sum;
  }

  private static int slot(final Track track, final long minute) {
    final int hour = hour(minute);
    return track.baseline.minutes(hour) >= KNOWN_HOUR ? hour : Baseline.ALL;
  }

  private double surprise(final Track track, final int slot) {
    final double unseen = 0.5 / (track.baseline.minutes(Baseline.ALL) + 1);
    final double empty = Math.min(1, 1 - track.baseline.level(slot) + unseen);
    return Math.min(mostSurprise, -StrictMath.log(empty));
  }

  /** Learns that this minute has events, and the empty minutes before it. */
  void learn(final AgentMemory memory, final long minute) {
    final Track track = memory.track(Track.Kind.SILENCE);
    final long empty = run(memory, minute) - 1;
    if (empty > 0) {
      learnGap(memory, track, minute, empty);
    }
    learn(track, minute, 1);
    memory.longestGap -= memory.longestGap / settings.memoryMinutes();
    memory.lastActive = minute;
    memory.activeMinutes = Math.min(Integer.MAX_VALUE - 1, memory.activeMinutes) + 1;
    memory.gone = false;
  }

  private void learnGap(
      final AgentMemory memory, final Track track, final long minute, final long empty) {
    final long known = Math.min(empty, longestWait());
    for (long i = known; i > 0; i--) {
      learn(track, minute - i * PaneKey.MINUTE_MS, 0);
    }
    final boolean warm = memory.activeMinutes >= settings.warmUpMinutes();
    final double alarm = Math.max(settings.silentMinutes(), LONGER * memory.longestGap);
    final double gap = warm ? Math.min(known, LEARNED_AT_MOST * alarm) : known;
    memory.longestGap = Math.max(memory.longestGap, gap);
  }

  private void learn(final Track track, final long minute, final double present) {
    final int memory = settings.memoryMinutes();
    track.baseline.learnRate(hour(minute), present, 1, 0, memory, false);
    track.baseline.learnRate(Baseline.ALL, present, 1, 0, memory, false);
  }
}
