package com.nexora.streams.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.nexora.streams.analytics.WindowMetrics;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One window of a tool's or a type of tasks' metrics as JSON. Null where nothing was measured.
 *
 * @param name of the tool or the type; {@code other} holds those that had no place
 * @param errorRate failures among those that ended, per cent
 */
record NamedMetricsView(
    String tenantId,
    String name,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String window,
    @Nullable String from,
    @Nullable String to,
    long eventsProcessed,
    long successes,
    long failures,
    @Nullable Double successRate,
    @Nullable Double errorRate,
    double throughputPerMin,
    @Nullable Double responseTimeP50Ms,
    @Nullable Double responseTimeP95Ms,
    @Nullable Double responseTimeP99Ms,
    Map<String, MetricsView.Metric> metrics,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Served served) {

  /** As {@link MetricsView#of}. */
  static NamedMetricsView of(
      final String tenantId,
      final String name,
      final @Nullable String window,
      final WindowMetrics measured,
      final Quantiles quantiles,
      final @Nullable Served served) {
    return new NamedMetricsView(
        tenantId,
        name,
        window,
        Times.iso(measured.from()),
        Times.iso(measured.to()),
        measured.eventsProcessed(),
        measured.successes(),
        measured.failures(),
        measured.successRate(),
        errorRate(measured),
        measured.throughputPerMin(),
        measured.responseTimeP50Ms(),
        measured.responseTimeP95Ms(),
        measured.responseTimeP99Ms(),
        MetricsView.metrics(measured, quantiles),
        served);
  }

  /** Failures among those that ended, per cent; null if none ended. */
  static @Nullable Double errorRate(final WindowMetrics measured) {
    final long ended = measured.successes() + measured.failures();
    return ended == 0 ? null : (Double) (100.0 * measured.failures() / ended);
  }
}
