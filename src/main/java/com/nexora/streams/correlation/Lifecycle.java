package com.nexora.streams.correlation;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Escalations and resolutions that apply to a finding. The status needs only the last of each kind,
 * so it stays right however many there were; the list shows the last 50.
 */
final class Lifecycle {

  static final int MOST_STEPS = 50;

  private final TreeMap<Moment, Sighting.Kind> steps = new TreeMap<>();
  private @Nullable Moment lastEscalation;
  private @Nullable Moment lastResolution;

  /** Folds in a step; the same one twice changes nothing. */
  void add(final Sighting step) {
    final Moment moment = step.moment();
    if (step.kind() == Sighting.Kind.ESCALATED) {
      lastEscalation = later(lastEscalation, moment);
    } else {
      lastResolution = later(lastResolution, moment);
    }
    steps.put(moment, step.kind());
    if (steps.size() > MOST_STEPS) {
      steps.pollFirstEntry();
    }
  }

  /**
   * The fold of detections, escalations and resolutions in (time, event id) order. A resolution
   * closes, an escalation raises; whatever is later than the last resolution opens again: an
   * escalation says that the threat is alive, and hiding it would be the worse mistake.
   */
  FindingStatus status(final Moment lastDetection) {
    final Moment resolution = lastResolution;
    final boolean escalated =
        lastEscalation != null && (resolution == null || resolution.isBefore(lastEscalation));
    if (escalated) {
      return FindingStatus.ESCALATED;
    }
    return resolution == null || resolution.isBefore(lastDetection)
        ? FindingStatus.OPEN
        : FindingStatus.RESOLVED;
  }

  /** Event time of the last step, or the given time if there is none or it is later. */
  long lastTime(final long atLeast) {
    long last = atLeast;
    last = lastEscalation == null ? last : Math.max(last, lastEscalation.time());
    return lastResolution == null ? last : Math.max(last, lastResolution.time());
  }

  /** The last 50 steps in order. */
  SortedMap<Moment, Sighting.Kind> steps() {
    return Collections.unmodifiableSortedMap(steps);
  }

  void writeTo(final StateWriter out) {
    write(out, lastEscalation);
    write(out, lastResolution);
    out.number(steps.size());
    steps.forEach(
        (moment, kind) -> {
          moment.writeTo(out);
          out.flag(kind == Sighting.Kind.ESCALATED);
        });
  }

  static Lifecycle readFrom(final StateReader in) {
    final Lifecycle lifecycle = new Lifecycle();
    lifecycle.lastEscalation = read(in);
    lifecycle.lastResolution = read(in);
    for (int left = in.count(); left > 0; left--) {
      lifecycle.steps.put(
          Moment.readFrom(in), in.flag() ? Sighting.Kind.ESCALATED : Sighting.Kind.RESOLVED);
    }
    return lifecycle;
  }

  private static Moment later(final @Nullable Moment known, final Moment next) {
    return known == null || known.isBefore(next) ? next : known;
  }

  private static void write(final StateWriter out, final @Nullable Moment moment) {
    out.flag(moment != null);
    if (moment != null) {
      moment.writeTo(out);
    }
  }

  private static @Nullable Moment read(final StateReader in) {
    return in.flag() ? Moment.readFrom(in) : null;
  }
}
