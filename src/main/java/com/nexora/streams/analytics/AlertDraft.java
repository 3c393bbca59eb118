package com.nexora.streams.analytics;

import java.util.Map;

/**
 * One step of an alert, before it is a record: what was expected, what was seen, how unusual that
 * is.
 *
 * @param metric {@code responseTime}, {@code errorRate}, {@code throughput}, {@code silence} or the
 *     name of a metric
 * @param state open, update or close
 * @param openedAt start of the minute that opened it, epoch milliseconds; with tenant, entity and
 *     metric it makes the alert's id
 * @param time event time of this step, epoch milliseconds
 * @param observed in the metric's unit
 * @param expectedLow lower end of the expected range
 * @param expectedHigh upper end of the expected range
 * @param unusualness robust z-score, at least 0
 * @param causeEventId event that tipped it, empty if it was the passing of time
 * @param metadata further context for people, by name
 */
record AlertDraft(
    String metric,
    State state,
    long openedAt,
    long time,
    double observed,
    double expectedLow,
    double expectedHigh,
    double unusualness,
    String causeEventId,
    Map<String, String> metadata) {

  /** Steps in the life of an alert. */
  enum State {
    OPEN,
    UPDATE,
    CLOSE
  }
}
