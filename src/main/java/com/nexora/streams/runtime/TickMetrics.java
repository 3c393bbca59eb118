package com.nexora.streams.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.utils.Time;

/**
 * Counts ticks: {@code ticks-total} of the group {@value #GROUP}, tags {@code instance} and {@code
 * result} (sent, failed). Named like the metrics of the topology, whose registry only processors
 * reach.
 */
final class TickMetrics implements AutoCloseable {

  static final String GROUP = "nexora-clock-metrics";

  private final Metrics metrics =
      new Metrics(
          new MetricConfig(),
          List.of(new JmxReporter()),
          Time.SYSTEM,
          new KafkaMetricsContext("kafka.streams"));
  private final Sensor sent;
  private final Sensor failed;

  TickMetrics(final String instance) {
    sent = counter(instance, "sent", "ticks that the broker took");
    failed = counter(instance, "failed", "ticks that could not be written");
  }

  private Sensor counter(final String instance, final String result, final String description) {
    final Map<String, String> tags = new LinkedHashMap<>();
    tags.put("instance", instance);
    tags.put("result", result);
    final Sensor sensor = metrics.sensor(result);
    sensor.add(new MetricName("ticks-total", GROUP, description, tags), new CumulativeSum());
    return sensor;
  }

  void sent() {
    sent.record();
  }

  void failed() {
    failed.record();
  }

  @Override
  public void close() {
    metrics.close();
  }
}
