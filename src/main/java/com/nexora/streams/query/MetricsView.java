package com.nexora.streams.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.nexora.streams.analytics.MetricSummary;
import com.nexora.streams.analytics.WindowMetrics;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One window of an agent's or a tenant's metrics as JSON. Null where nothing was measured. */
record MetricsView(
    String tenantId,
    @Nullable String entityId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String window,
    @Nullable String from,
    @Nullable String to,
    long eventsProcessed,
    long successes,
    long failures,
    @Nullable Double successRate,
    double throughputPerMin,
    @Nullable Double responseTimeP50Ms,
    @Nullable Double responseTimeP95Ms,
    @Nullable Double responseTimeP99Ms,
    Map<String, Metric> metrics,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Served served) {

  /** The functions of one metric, in the metric's unit. */
  record Metric(
      long count,
      double sum,
      double avg,
      double min,
      double max,
      double median,
      double p95,
      double p99,
      double stddev,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Double> quantiles) {

    static Metric of(final MetricSummary summary, final Quantiles quantiles) {
      return new Metric(
          summary.count(),
          summary.sum(),
          summary.avg(),
          summary.min(),
          summary.max(),
          summary.median(),
          summary.p95(),
          summary.p99(),
          summary.stddev(),
          quantiles.of(summary));
    }
  }

  /**
   * @param entityId null for the whole tenant
   * @param window as it was asked for, null for a point of a series
   * @param quantiles those asked for
   * @param served null for a point of a series
   */
  static MetricsView of(
      final String tenantId,
      final @Nullable String entityId,
      final @Nullable String window,
      final WindowMetrics measured,
      final Quantiles quantiles,
      final @Nullable Served served) {
    final Map<String, Metric> metrics = new TreeMap<>();
    measured.metrics().forEach((name, summary) -> metrics.put(name, Metric.of(summary, quantiles)));
    return new MetricsView(
        tenantId,
        entityId,
        window,
        Times.iso(measured.from()),
        Times.iso(measured.to()),
        measured.eventsProcessed(),
        measured.successes(),
        measured.failures(),
        measured.successRate(),
        measured.throughputPerMin(),
        measured.responseTimeP50Ms(),
        measured.responseTimeP95Ms(),
        measured.responseTimeP99Ms(),
        metrics(measured, quantiles),
        served);
  }

  static Map<String, Metric> metrics(final WindowMetrics measured, final Quantiles quantiles) {
    final Map<String, Metric> metrics = new TreeMap<>();
    measured.metrics().forEach((name, summary) -> metrics.put(name, Metric.of(summary, quantiles)));
    return metrics;
  }
}
