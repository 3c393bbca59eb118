package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.AnomalySettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An agent from a seed, watched by a detector the way the topology does it: every event goes into
 * the pane, a due one is observed, a minute that is over is settled, an empty one only while the
 * detector is awake.
 */
final class SimulatedAgent {

  static final long MINUTE = 60_000;

  /** A Monday at midnight, UTC. */
  static final long START = 1_704_067_200_000L;

  /** How the agent works now. */
  double perMinute = 60;

  double medianMs = 100;
  double sigma = 0.5;
  double failureRate = 0.02;

  /** Part by which traffic and response time swing over the day, 0-1. */
  double rhythm;

  /** Part of the values that take ten times as long. */
  double slowPart;

  /** Whether all values and counts are the same. */
  boolean constant;

  final List<AlertDraft> alerts = new ArrayList<>();
  byte @Nullable [] memory;
  boolean awake;
  long minute = START;

  private final AnomalyDetector detector;
  private final Random random;
  private int events;

  SimulatedAgent(final long seed) {
    this(seed, AnomalySettings.defaults());
  }

  SimulatedAgent(final long seed, final AnomalySettings settings) {
    this.random = new Random(seed);
    this.detector = new AnomalyDetector(settings);
  }

  /** Lives so many minutes. */
  SimulatedAgent live(final int minutes) {
    for (int i = 0; i < minutes; i++) {
      final long count = eventsOfMinute();
      settle(count == 0 ? null : running(count));
    }
    return this;
  }

  /** Has so many minutes without events. */
  SimulatedAgent rest(final int minutes) {
    for (int i = 0; i < minutes; i++) {
      settle(null);
    }
    return this;
  }

  /** Ends the minute with this pane. */
  void settle(final byte @Nullable [] pane) {
    if (pane != null || awake) {
      take(detector.settle(memory, minute, pane));
    }
    minute += MINUTE;
  }

  /** Takes events into a minute that stays open. */
  byte[] running(final long count) {
    byte[] pane = null;
    for (long i = 0; i < count; i++) {
      final EventMetrics.Measured event = event();
      pane = Pane.add(pane, 1, event);
      if (detector.isDue(pane, event.outcome())) {
        take(detector.observe(memory, minute, pane, "event-" + ++events, minute + 1_000 + i));
      }
    }
    return java.util.Objects.requireNonNull(pane);
  }

  private void take(final Verdict verdict) {
    memory = verdict.memory();
    awake = verdict.awake();
    alerts.addAll(verdict.alerts());
  }

  private double swing() {
    return 1 + rhythm * Math.sin(2 * Math.PI * (minute - START) / (24 * 60 * MINUTE));
  }

  private long eventsOfMinute() {
    final double mean = perMinute * swing();
    if (constant) {
      return Math.round(mean);
    }
    return mean > 30
        ? Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()))
        : poisson(mean);
  }

  private long poisson(final double mean) {
    final double limit = Math.exp(-mean);
    long count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  private EventMetrics.Measured event() {
    final double slow = random.nextDouble() < slowPart ? 10 : 1;
    final double scatter = constant ? 1 : Math.exp(sigma * random.nextGaussian());
    final double millis = medianMs * slow * swing() * scatter;
    final boolean failed = random.nextDouble() < failureRate;
    final EventMetrics.Value value =
        new EventMetrics.Value(Pane.name(Pane.RESPONSE_TIME), Micros.of(millis));
    return new EventMetrics.Measured(
        failed ? EventMetrics.Outcome.FAILURE : EventMetrics.Outcome.SUCCESS,
        List.of(value),
        List.of(),
        false);
  }

  /** The steps of alerts of a metric, in order. */
  List<AlertDraft> alerts(final String metric) {
    return alerts.stream().filter(alert -> alert.metric().equals(metric)).toList();
  }

  long opened() {
    return opens().count();
  }

  Stream<AlertDraft> opens() {
    return alerts.stream().filter(alert -> alert.state() == AlertDraft.State.OPEN);
  }

  /** A pane of one event that measures these metrics, given as name, value, name, value. */
  static byte[] pane(final @Nullable byte[] before, final Object... namesAndValues) {
    final List<EventMetrics.Value> values = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.add(
          new EventMetrics.Value(
              Pane.name((String) namesAndValues[i]), Micros.of((Double) namesAndValues[i + 1])));
    }
    return Pane.add(
        before, 1, new EventMetrics.Measured(EventMetrics.Outcome.NONE, values, List.of(), false));
  }

  @Override
  public String toString() {
    return Arrays.toString(alerts.toArray());
  }
}
