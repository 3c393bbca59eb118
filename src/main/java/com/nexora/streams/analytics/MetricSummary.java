package com.nexora.streams.analytics;

import java.util.Map;
import java.util.TreeMap;

/**
 * All values of one metric in one window. In the metric's unit; at least one value.
 *
 * @param count how many values
 * @param sum exact sum, to a millionth
 * @param avg sum / count
 * @param min least value, exact
 * @param max largest value, exact
 * @param median 50th percentile, as all percentiles to 1 %
 * @param p95 95th percentile
 * @param p99 99th percentile
 * @param stddev standard deviation of these values (divided by count)
 * @param quantiles whatever else was asked for, by q
 */
public record MetricSummary(
    long count,
    double sum,
    double avg,
    double min,
    double max,
    double median,
    double p95,
    double p99,
    double stddev,
    Map<Double, Double> quantiles) {

  static MetricSummary of(final HistogramSum values, final double... quantiles) {
    final Map<Double, Double> asked = new TreeMap<>();
    for (final double q : quantiles) {
      asked.put(q, values.quantile(q));
    }
    return new MetricSummary(
        values.count(),
        values.sum(),
        values.mean(),
        values.min(),
        values.max(),
        values.quantile(0.50),
        values.quantile(0.95),
        values.quantile(0.99),
        values.standardDeviation(),
        asked);
  }
}
