package com.nexora.streams.analytics;

/**
 * One thing that is wrong with one figure of an agent, from the minute that opened the alert to the
 * one that closes it. Minutes are epoch milliseconds of their start.
 */
final class Incident {

  private static final double GROWN = 1.5;
  private static final long AT_LEAST_EVERY = 15 * PaneKey.MINUTE_MS;

  final long openedAt;
  final boolean high;
  boolean confirmed;
  double peak;
  double saidPeak;
  long saidAt;
  int calm;

  /** How far the minutes of the incident lay from what was normal, and how many there were. */
  double shift;

  int shiftMinutes;

  Incident(final long openedAt, final boolean high) {
    this.openedAt = openedAt;
    this.high = high;
  }

  /** A new incident that is said with this unusualness. */
  static Incident opened(
      final long minute, final boolean high, final boolean confirmed, final double unusualness) {
    final Incident incident = new Incident(minute, high);
    incident.confirmed = confirmed;
    incident.peak = unusualness;
    incident.said(minute);
    return incident;
  }

  void said(final long minute) {
    saidAt = minute;
    saidPeak = peak;
  }

  /** Whether there is something to say again: it is half as bad again, or nobody heard for long. */
  boolean mustSay(final long minute) {
    return minute > saidAt && (peak >= GROWN * saidPeak || minute - saidAt >= AT_LEAST_EVERY);
  }

  void learnShift(final double distance) {
    shiftMinutes = Math.min(0xFFFF, shiftMinutes + 1);
    final double gain = Math.max(1.0 / shiftMinutes, 1.0 / 60);
    shift = (float) (shift + gain * (distance - shift));
  }

  /** Whole minutes since it opened, the one that is judged included. */
  long lasted(final long minute) {
    return (minute - openedAt) / PaneKey.MINUTE_MS + 1;
  }
}
