package com.nexora.streams.analytics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * What ticks led to: {@code ticks-total}, {@code due-entries-total}, {@code settled-minutes-total}
 * and {@code expired-panes-total} of the group {@link AnalyticsMetrics#GROUP}, tag {@code task-id}.
 */
final class ClockMetrics implements AutoCloseable {

  private final StreamsMetrics metrics;
  private final String task;
  private final List<Sensor> sensors = new ArrayList<>();
  private final Sensor ticks;
  private final Sensor due;
  private final Sensor settled;
  private final Sensor expired;

  ClockMetrics(final ProcessingContext context) {
    metrics = context.metrics();
    task = context.taskId().toString();
    ticks = counter("ticks-total", "ticks that were read");
    due = counter("due-entries-total", "owners and hours that ticks worked on");
    settled = counter("settled-minutes-total", "minutes of agents that were judged for good");
    expired = counter("expired-panes-total", "panes deleted after their retention");
  }

  private Sensor counter(final String name, final String description) {
    final Map<String, String> tags = new LinkedHashMap<>();
    tags.put("task-id", task);
    final Sensor sensor =
        metrics.addSensor(String.join("-", "clock", task, name), Sensor.RecordingLevel.INFO);
    sensor.add(
        new MetricName(name, AnalyticsMetrics.GROUP, description, tags), new CumulativeSum());
    sensors.add(sensor);
    return sensor;
  }

  void ticked(final int entries, final long expiredPanes) {
    ticks.record();
    due.record(entries);
    expired.record(expiredPanes);
  }

  void settled() {
    settled.record();
  }

  @Override
  public void close() {
    sensors.forEach(metrics::removeSensor);
  }
}
