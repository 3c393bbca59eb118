package com.nexora.streams.analytics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * What the room counts about itself, in Kafka Streams' own registry.
 *
 * <p>Group {@value #GROUP}, tag {@code task-id} and, for refused values and overflowed events,
 * {@code reason}; names {@code events-processed-total}, {@code late-events-total}, {@code
 * malformed-payloads-total}, {@code refused-values-total}, {@code overflowed-events-total}.
 */
final class AnalyticsMetrics implements AutoCloseable {

  static final String GROUP = "nexora-analytics-metrics";

  private final StreamsMetrics metrics;
  private final String task;
  private final List<Sensor> sensors = new ArrayList<>();
  private final Sensor processed;
  private final Sensor late;
  private final Sensor malformed;
  private final Map<PaneSeries.Family, Sensor> overflowed = new EnumMap<>(PaneSeries.Family.class);
  private final Map<Micros.Refusal, Sensor> refused = new EnumMap<>(Micros.Refusal.class);

  AnalyticsMetrics(final ProcessingContext context) {
    metrics = context.metrics();
    task = context.taskId().toString();
    processed = counter("events-processed-total", "events counted into a pane", "");
    late = counter("late-events-total", "events beyond the horizon, sent to the side topic", "");
    malformed = counter("malformed-payloads-total", "payloads that could not be read", "");
    for (final PaneSeries.Family family : PaneSeries.Family.values()) {
      overflowed.put(
          family,
          counter(
              "overflowed-events-total",
              "events counted under other for want of a place",
              family.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
    for (final Micros.Refusal refusal : Micros.Refusal.values()) {
      refused.put(
          refusal,
          counter("refused-values-total", "values that no histogram can hold", refusal.reason()));
    }
  }

  private Sensor counter(final String name, final String description, final String reason) {
    final Map<String, String> tags = new LinkedHashMap<>();
    tags.put("task-id", task);
    if (!reason.isEmpty()) {
      tags.put("reason", reason);
    }
    final Sensor sensor =
        metrics.addSensor(
            String.join("-", "analytics", task, name, reason), Sensor.RecordingLevel.INFO);
    sensor.add(new MetricName(name, GROUP, description, tags), new CumulativeSum());
    sensors.add(sensor);
    return sensor;
  }

  /** Counts an event that went into its panes, and what of it could not be measured. */
  void processed(final EventMetrics.Measured measured) {
    processed.record();
    if (measured.malformed()) {
      malformed.record();
    }
    for (final Micros.Refusal refusal : measured.refusals()) {
      java.util.Objects.requireNonNull(refused.get(refusal)).record();
    }
  }

  /** Counts an event that went under other, since its tenant has too many of this family. */
  void overflowed(final PaneSeries.Family family) {
    java.util.Objects.requireNonNull(overflowed.get(family)).record();
  }

  void late() {
    late.record();
  }

  @Override
  public void close() {
    sensors.forEach(metrics::removeSensor);
  }
}
