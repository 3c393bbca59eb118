package com.nexora.streams.analytics;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one window. Null where there is nothing to say a number about.
 *
 * @param from start, epoch milliseconds, a whole minute
 * @param to end, exclusive, epoch milliseconds, a whole minute
 * @param eventsProcessed agent events of all types
 * @param successes events that ended well
 * @param failures events that ended badly
 * @param successRate successes among those that ended, percent; null if none ended
 * @param throughputPerMin eventsProcessed per minute of the window
 * @param responseTimeP50Ms median response time, milliseconds, to 1 %; null if none was measured
 * @param responseTimeP95Ms 95th percentile, likewise
 * @param responseTimeP99Ms 99th percentile, likewise
 * @param metrics every metric that was measured, by name; {@code responseTime} is one of them
 */
public record WindowMetrics(
    long from,
    long to,
    long eventsProcessed,
    long successes,
    long failures,
    @Nullable Double successRate,
    double throughputPerMin,
    @Nullable Double responseTimeP50Ms,
    @Nullable Double responseTimeP95Ms,
    @Nullable Double responseTimeP99Ms,
    Map<String, MetricSummary> metrics) {

  static WindowMetrics of(
      final long from, final long to, final PaneSum sum, final double... quantiles) {
    final Map<String, MetricSummary> metrics = new TreeMap<>();
    sum.metrics().forEach((name, values) -> metrics.put(name, MetricSummary.of(values, quantiles)));
    final long ended = sum.successes() + sum.failures();
    final MetricSummary responseTime = metrics.get(Pane.RESPONSE_TIME);
    return new WindowMetrics(
        from,
        to,
        sum.events(),
        sum.successes(),
        sum.failures(),
        ended == 0 ? null : 100.0 * sum.successes() / ended,
        sum.events() * (double) PaneKey.MINUTE_MS / (to - from),
        responseTime == null ? null : (Double) responseTime.median(),
        responseTime == null ? null : (Double) responseTime.p95(),
        responseTime == null ? null : (Double) responseTime.p99(),
        metrics);
  }
}
