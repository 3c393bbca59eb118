package com.nexora.streams.destinations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.utils.Time;

/**
 * One destination's figures, group {@value #GROUP}, tags {@code tenant} and {@code destination}:
 * {@code items-total} by {@code result} (delivered, dead, failed: tries that failed), {@code lag}
 * (records that this instance has still to read) and {@code open} (1 while the destination is left
 * alone).
 */
final class DestinationMetrics implements Delivery.Outcome, AutoCloseable {

  static final String GROUP = "nexora-destinations-metrics";

  private final Metrics metrics =
      new Metrics(
          new MetricConfig(),
          List.of(new JmxReporter()),
          Time.SYSTEM,
          new KafkaMetricsContext("kafka.streams"));
  private final DestinationSpec spec;
  private final Sensor delivered;
  private final Sensor dead;
  private final Sensor failed;
  private volatile long lag;
  private volatile boolean open;

  DestinationMetrics(final DestinationSpec spec) {
    this.spec = spec;
    delivered = counter("delivered", "items that the destination accepted");
    dead = counter("dead", "items that it will never take, now on the dead letter queue");
    failed = counter("failed", "tries that failed");
    gauge("lag", "records still to be read", () -> lag);
    gauge("open", "1 while the destination is left alone", () -> open ? 1 : 0);
  }

  private interface Figure {
    double value();
  }

  private void gauge(final String name, final String description, final Figure figure) {
    metrics.addMetric(
        new MetricName(name, GROUP, description, tags()),
        (Gauge<Double>) (config, now) -> figure.value());
  }

  private Sensor counter(final String result, final String description) {
    final Map<String, String> tags = tags();
    tags.put("result", result);
    final Sensor sensor = metrics.sensor(result);
    sensor.add(new MetricName("items-total", GROUP, description, tags), new CumulativeSum());
    return sensor;
  }

  private Map<String, String> tags() {
    final Map<String, String> tags = new LinkedHashMap<>();
    tags.put("tenant", spec.tenantId());
    tags.put("destination", spec.name());
    return tags;
  }

  @Override
  public void delivered(final int items) {
    delivered.record(items);
  }

  @Override
  public void failed(final String error) {
    failed.record();
  }

  @Override
  public void dead() {
    dead.record();
  }

  void lag(final long records) {
    lag = records;
  }

  void open(final boolean now) {
    open = now;
  }

  @Override
  public void close() {
    metrics.close();
  }
}
