package com.nexora.streams.bench;

import java.util.Map;

/**
 * What a variant found in one window of one owner.
 *
 * @param owner whose
 * @param minutes nominal length, one of {@link Job#WINDOW_MINUTES}
 * @param from start, a whole minute, epoch milliseconds
 * @param to end, exclusive, a whole minute, epoch milliseconds
 * @param events all events in it
 * @param successes events that ended well
 * @param failures events that ended badly
 * @param metrics by name: responseTime (milliseconds), tokens, cost
 */
public record WindowRow(
    Owner owner,
    int minutes,
    long from,
    long to,
    long events,
    long successes,
    long failures,
    Map<String, Figure> metrics) {

  /**
   * One metric. Sum, least or largest may be NaN where a variant does not keep them; count and
   * percentiles may not.
   */
  public record Figure(
      long count, double sum, double min, double max, double p50, double p95, double p99) {}
}
