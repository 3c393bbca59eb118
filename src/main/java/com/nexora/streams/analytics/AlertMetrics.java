package com.nexora.streams.analytics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * What keeping alerts counts about itself, by task: {@code alerts-opened-total}, {@code
 * alerts-closed-total}, {@code unreadable-alerts-total}.
 */
final class AlertMetrics implements AutoCloseable {

  private final StreamsMetrics metrics;
  private final String task;
  private final List<Sensor> sensors = new ArrayList<>();
  private final Sensor opened;
  private final Sensor closed;
  private final Sensor unreadable;

  AlertMetrics(final ProcessingContext context) {
    metrics = context.metrics();
    task = context.taskId().toString();
    opened = counter("alerts-opened-total", "alerts that opened");
    closed = counter("alerts-closed-total", "alerts that closed");
    unreadable =
        counter("unreadable-alerts-total", "records of analytics.alerts that are no alert");
  }

  private Sensor counter(final String name, final String description) {
    final Sensor sensor =
        metrics.addSensor(String.join("-", "alerts", task, name), Sensor.RecordingLevel.INFO);
    sensor.add(
        new MetricName(name, AnalyticsMetrics.GROUP, description, Map.of("task-id", task)),
        new CumulativeSum());
    sensors.add(sensor);
    return sensor;
  }

  /** Counts a step of an alert: {@code open}, {@code update} or {@code close}. */
  void step(final String state) {
    switch (state) {
      case "open" -> opened.record();
      case "close" -> closed.record();
      default -> {}
    }
  }

  void unreadable() {
    unreadable.record();
  }

  @Override
  public void close() {
    sensors.forEach(metrics::removeSensor);
  }
}
