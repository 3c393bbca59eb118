package com.nexora.streams.analytics;

import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/** What keeping alerts counts about itself: {@code unreadable-alerts-total}, by task. */
final class AlertMetrics implements AutoCloseable {

  private final StreamsMetrics metrics;
  private final Sensor unreadable;

  AlertMetrics(final ProcessingContext context) {
    metrics = context.metrics();
    final String task = context.taskId().toString();
    unreadable = metrics.addSensor("alerts-" + task + "-unreadable", Sensor.RecordingLevel.INFO);
    unreadable.add(
        new MetricName(
            "unreadable-alerts-total",
            AnalyticsMetrics.GROUP,
            "records of analytics.alerts that are no alert",
            Map.of("task-id", task)),
        new CumulativeSum());
  }

  void unreadable() {
    unreadable.record();
  }

  @Override
  public void close() {
    metrics.removeSensor(unreadable);
  }
}
