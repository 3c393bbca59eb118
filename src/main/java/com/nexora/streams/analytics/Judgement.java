package com.nexora.streams.analytics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far from normal a figure of a minute is, and what normal is: in the domain in which the
 * baseline lives, translated for people only when an alert says it.
 *
 * @param kind which figure
 * @param slot hour of the day whose baseline it was held against, or {@link Baseline#ALL}
 * @param minutes how many minutes that baseline has learned from
 * @param samples values, events or, for a silence, empty minutes
 * @param x where it lies
 * @param level where it usually lies
 * @param deviation how far from there it usually strays
 * @param z how many deviations away it is, negative below
 * @param base what a ratio is a ratio of, logarithm; 0 for everything else
 */
record Judgement(
    Track.Kind kind,
    int slot,
    int minutes,
    long samples,
    double x,
    double level,
    double deviation,
    double z,
    double base) {

  private static final double MOST = 999;

  /** Robust z-score, 0 to 999. */
  double unusualness() {
    return Math.min(MOST, Math.abs(z));
  }

  boolean high() {
    return z > 0;
  }

  /** What was seen, in the metric's unit. */
  double observed() {
    return samples == 0 && kind != Track.Kind.THROUGHPUT ? 0 : units(x);
  }

  /** Lower end of what would have been calm, in the metric's unit. */
  double expectedLow(final double closeAt) {
    return switch (kind) {
      case ERROR_RATE, SILENCE -> 0;
      default -> units(level - closeAt * deviation);
    };
  }

  /** Upper end of what would have been calm, in the metric's unit. */
  double expectedHigh(final double closeAt) {
    return switch (kind) {
      case ERROR_RATE -> FailureRate.calmUpTo(level, samples, closeAt * deviation);
      case SILENCE -> level;
      default -> units(level + closeAt * deviation);
    };
  }

  private double units(final double value) {
    return switch (kind) {
      case RESPONSE_TIME, TAIL, NAMED -> StrictMath.exp(value + base);
      case THROUGHPUT -> Throughput.events(value);
      case ERROR_RATE, SILENCE -> value;
    };
  }

  /** What people want to know besides. */
  Map<String, String> explained() {
    final Map<String, String> facts = new LinkedHashMap<>();
    facts.put("statistic", statistic());
    facts.put("direction", high() ? "high" : "low");
    facts.put("samples", Long.toString(samples));
    facts.put("baseline", plain(units(level)));
    facts.put(
        "baselineOf", slot == Baseline.ALL ? "all hours, lately" : "hour %02d UTC".formatted(slot));
    facts.put("baselineMinutes", Integer.toString(minutes));
    return facts;
  }

  private String statistic() {
    return switch (kind) {
      case RESPONSE_TIME, NAMED -> "median of the minute";
      case TAIL -> "p95 of the minute, given its median";
      case ERROR_RATE -> "failures per ended event";
      case THROUGHPUT -> "events per minute";
      case SILENCE -> "minutes without an event";
    };
  }

  /** Four digits that matter, never in powers of ten. */
  static String plain(final double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
