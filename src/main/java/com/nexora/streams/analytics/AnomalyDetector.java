package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.AnomalySettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells when an agent is not as it usually is: slower, failing more, busier, idler, silent, or odd
 * in a metric of its own, each against its own baseline of the hour of the day.
 *
 * <p>Everybody's limit is nobody's: what is slow for one agent is normal for the next, and the
 * night is not the day. So nothing is configured per agent; what is normal is learned from its
 * minutes that are over, robustly, so that an incident does not become normal by happening, and
 * forgetting, so that a lasting change does ({@code docs/alerts.md} has the formulas).
 *
 * <p>Pure: what it knows of an agent goes in and comes out as bytes, time is the minute that it is
 * asked about, and the same calls give the same bytes. Any thread may use it.
 */
final class AnomalyDetector implements Detector {

  /** How many named metrics of an agent are watched: those whose names sort first. */
  static final int MAX_NAMED = 8;

  private static final long FORGET_NAMES_AFTER = 7 * 24 * 60 * PaneKey.MINUTE_MS;

  /** Names that alerts need for figures of their own, or that hold a mixture. */
  private static final Set<String> RESERVED =
      Set.of(Pane.RESPONSE_TIME, Pane.OTHER, "errorRate", "throughput", "silence");

  private final AnomalySettings settings;
  private final Judge judge;
  private final Silence silence;
  private final Learning learning;

  AnomalyDetector(final AnomalySettings settings) {
    this.settings = settings;
    this.judge = new Judge(settings);
    this.silence = new Silence(settings);
    this.learning = new Learning(settings);
  }

  /**
   * Whether a running minute is worth a look after this event: by the number of its events, more
   * rarely the more there are, and at every failure while they are few. A few nanoseconds.
   *
   * @param pane the agent's minute, the event included
   */
  @Override
  public boolean isDue(final byte[] pane, final EventMetrics.Outcome outcome) {
    final long events = Pane.events(pane);
    if (events < settings.minEvents()) {
      return false;
    }
    return isStep(events)
        || (outcome == EventMetrics.Outcome.FAILURE && isStep(Pane.failures(pane)));
  }

  /** Every number up to 8, every second up to 16, every fourth up to 32, and so on. */
  private static boolean isStep(final long count) {
    final long step = Math.max(1, Long.highestOneBit(count) >>> 2);
    return (count & (step - 1)) == 0;
  }

  /**
   * Looks at a minute that is not over. May open alerts, never updates or closes one, and teaches
   * nothing.
   *
   * @param memory what was returned before for this agent, null for nothing
   * @param minute its start, epoch milliseconds
   * @param eventId the event that just came
   * @param eventTime its time, epoch milliseconds
   * @throws CorruptStateException if the bytes of memory or pane are damaged
   */
  @Override
  public Verdict observe(
      final byte @Nullable [] memory,
      final long minute,
      final byte[] pane,
      final String eventId,
      final long eventTime) {
    final AgentMemory known = AgentMemory.decode(memory);
    final boolean ripe = known.activeMinutes >= settings.warmUpMinutes() && minute > known.settled;
    if (!ripe) {
      return new Verdict(memory, List.of(), isAwake(known, minute));
    }
    final IncidentSteps steps = new IncidentSteps(settings, known, minute, eventTime, eventId);
    observe(known, MinuteFigures.of(pane), Silence.hour(minute), steps);
    final boolean changed = !steps.drafts().isEmpty();
    return new Verdict(changed ? known.encode() : memory, steps.drafts(), isAwake(known, minute));
  }

  private void observe(
      final AgentMemory known,
      final MinuteFigures figures,
      final int hour,
      final IncidentSteps steps) {
    for (final MinuteFigures.Values values : figures.metrics()) {
      final Track track = find(known, values.name());
      if (track != null && values.count() >= settings.minEvents()) {
        steps.early(track, ofValues(known, track, values, hour));
      }
    }
    if (figures.ended() >= settings.minEvents() || figures.failures() >= settings.minEvents()) {
      final Track errors = known.track(Track.Kind.ERROR_RATE);
      steps.early(errors, judge.errorRate(errors, figures, hour));
    }
    final Track throughput = known.track(Track.Kind.THROUGHPUT);
    final Judgement traffic = judge.throughput(throughput, figures.events(), hour);
    if (traffic != null && traffic.high()) {
      steps.early(throughput, traffic);
    }
  }

  /**
   * Judges a minute for good, and learns from it. To be called in the order of minutes; one that
   * was judged already changes nothing.
   *
   * @param memory what was returned before for this agent, null for nothing
   * @param minute its start, epoch milliseconds
   * @param pane null if it had no event
   * @throws CorruptStateException if the bytes of memory or pane are damaged
   */
  @Override
  public Verdict settle(
      final byte @Nullable [] memory, final long minute, final byte @Nullable [] pane) {
    final AgentMemory known = AgentMemory.decode(memory);
    if (known.settled != AgentMemory.NEVER && minute <= known.settled) {
      return new Verdict(memory, List.of(), isAwake(known, minute));
    }
    final IncidentSteps steps =
        new IncidentSteps(settings, known, minute, minute + PaneKey.MINUTE_MS, "");
    if (pane == null) {
      return empty(memory, known, minute, steps);
    }
    final MinuteFigures figures = MinuteFigures.of(pane);
    known.settled = minute;
    settleTraffic(known, minute, figures.events(), steps);
    settleErrors(known, figures, Silence.hour(minute), steps);
    settleValues(known, minute, figures, steps);
    return new Verdict(known.encode(), steps.drafts(), isAwake(known, minute));
  }

  /** An empty minute leaves no trace unless it means something. */
  private Verdict empty(
      final byte @Nullable [] memory,
      final AgentMemory known,
      final long minute,
      final IncidentSteps steps) {
    final boolean troubled = known.hasIncident();
    final Judgement run = silence.judge(known, minute);
    if (!troubled && !steps.opens(run)) {
      return new Verdict(memory, List.of(), isAwake(known, minute));
    }
    known.settled = minute;
    known.lowRun = 0;
    final Track throughput = known.track(Track.Kind.THROUGHPUT);
    final boolean fading = throughput.incident != null && !throughput.incident.high;
    for (final Track track : known.tracks) {
      if (track.kind == Track.Kind.THROUGHPUT) {
        steps.settle(
            track, fading ? judge.throughput(track, 0, Silence.hour(minute)) : null, false);
      } else {
        steps.settle(track, track.kind == Track.Kind.SILENCE ? run : null, !fading);
      }
    }
    return new Verdict(known.encode(), steps.drafts(), isAwake(known, minute));
  }

  private void settleTraffic(
      final AgentMemory known, final long minute, final long events, final IncidentSteps steps) {
    steps.settle(known.track(Track.Kind.SILENCE), null, false);
    silence.learn(known, minute);
    final Track track = known.track(Track.Kind.THROUGHPUT);
    final int hour = Silence.hour(minute);
    final Judgement traffic = judge.throughput(track, events, hour);
    final boolean low = steps.opens(traffic) && traffic != null && !traffic.high();
    known.lowRun = low ? Math.min(Byte.MAX_VALUE, known.lowRun + 1) : 0;
    learning.throughput(track, events, hour, traffic);
    steps.settle(track, traffic, !low || known.lowRun >= 2);
  }

  private void settleErrors(
      final AgentMemory known,
      final MinuteFigures figures,
      final int hour,
      final IncidentSteps steps) {
    final Track track = known.track(Track.Kind.ERROR_RATE);
    final Judgement errors = judge.errorRate(track, figures, hour);
    learning.errorRate(track, figures, hour, errors);
    steps.settle(track, errors, true);
  }

  private void settleValues(
      final AgentMemory known,
      final long minute,
      final MinuteFigures figures,
      final IncidentSteps steps) {
    final Set<Track> silent = new LinkedHashSet<>(known.tracks);
    silent.removeIf(track -> !track.isOfValues());
    for (final MinuteFigures.Values values : figures.metrics()) {
      final Track track = findOrAdd(known, values.name());
      if (track != null && values.count() > 0) {
        silent.remove(track);
        settleValues(known, track, values, minute, steps);
      }
    }
    silent.forEach(track -> steps.settle(track, null, false));
    known.tracks.removeIf(track -> isOutOfUse(track, minute));
  }

  private void settleValues(
      final AgentMemory known,
      final Track track,
      final MinuteFigures.Values values,
      final long minute,
      final IncidentSteps steps) {
    final int hour = Silence.hour(minute);
    final Judgement median = judge.median(track, values, hour);
    learning.median(track, values, hour, median);
    track.lastSeen = minute;
    if (track.kind != Track.Kind.RESPONSE_TIME) {
      steps.settle(track, median, true);
      return;
    }
    final Track tails = known.track(Track.Kind.TAIL);
    final Judgement tail = judge.tail(tails, values);
    learning.tail(tails, values, track, tail);
    steps.settle(track, worse(median, tail), true);
  }

  /** The more unusual of a metric's figures. */
  private @Nullable Judgement ofValues(
      final AgentMemory known,
      final Track track,
      final MinuteFigures.Values values,
      final int hour) {
    final Judgement median = judge.median(track, values, hour);
    if (track.kind != Track.Kind.RESPONSE_TIME) {
      return median;
    }
    return worse(median, judge.tail(known.track(Track.Kind.TAIL), values));
  }

  /** A tail is worse than its median if it is high and more unusual. */
  private static @Nullable Judgement worse(
      final @Nullable Judgement median, final @Nullable Judgement tail) {
    final boolean isTail =
        tail != null
            && tail.high()
            && (median == null || tail.unusualness() > median.unusualness());
    return isTail ? tail : median;
  }

  private static boolean isOutOfUse(final Track track, final long minute) {
    return track.kind == Track.Kind.NAMED
        && track.incident == null
        && minute - track.lastSeen > FORGET_NAMES_AFTER;
  }

  private static @Nullable Track find(final AgentMemory known, final String name) {
    if (name.equals(Pane.RESPONSE_TIME)) {
      return known.track(Track.Kind.RESPONSE_TIME);
    }
    for (int i = Track.Kind.FIXED; i < known.tracks.size(); i++) {
      if (known.tracks.get(i).name.equals(name)) {
        return known.tracks.get(i);
      }
    }
    return null;
  }

  /** Null if there are enough whose names sort before it. */
  private static @Nullable Track findOrAdd(final AgentMemory known, final String name) {
    final Track found = find(known, name);
    if (found != null || RESERVED.contains(name)) {
      return found;
    }
    int at = known.tracks.size();
    while (at > Track.Kind.FIXED && known.tracks.get(at - 1).name.compareTo(name) > 0) {
      at--;
    }
    if (known.tracks.size() == Track.Kind.FIXED + MAX_NAMED) {
      final Track last = known.tracks.get(known.tracks.size() - 1);
      if (at == known.tracks.size() || last.incident != null) {
        return null;
      }
      known.tracks.remove(known.tracks.size() - 1);
    }
    final Track track = new Track(Track.Kind.NAMED, name);
    known.tracks.add(at, track);
    return track;
  }

  private boolean isAwake(final AgentMemory known, final long minute) {
    return known.hasIncident() || silence.isWaiting(known, minute);
  }

  /**
   * The metrics of an agent that have an open alert, in the order of their names.
   *
   * @throws CorruptStateException if the bytes are damaged
   */
  static Set<String> degraded(final byte @Nullable [] memory) {
    if (memory == null) {
      return Set.of();
    }
    final Set<String> metrics = new TreeSet<>();
    for (final Track track : AgentMemory.decode(memory).tracks) {
      if (track.incident != null) {
        metrics.add(track.metric());
      }
    }
    return metrics;
  }
}
