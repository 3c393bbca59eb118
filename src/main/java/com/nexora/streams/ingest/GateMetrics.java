package com.nexora.streams.ingest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.Sensor.RecordingLevel;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Value;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Counts what passes the gate and what does not, in Kafka Streams' own registry, so that it leaves
 * the process beside Kafka's metrics.
 *
 * <p>Group {@value #GROUP}, tags {@code task-id}, {@code family} and, for what does not pass,
 * {@code reason}; names {@code accepted-total}, {@code refused-total}, {@code filtered-total},
 * {@code rekeyed-total}, {@code duplicates-removed-total}, {@code waiting}, {@code retried-total},
 * {@code given-up-total}.
 */
final class GateMetrics implements AutoCloseable {

  static final String GROUP = "nexora-gate-metrics";

  private final StreamsMetrics metrics;
  private final String processor;
  private final Map<String, String> tags;
  private final List<Sensor> sensors = new ArrayList<>();
  private final Map<String, Sensor> redacted = new HashMap<>();
  private final Map<Reason, Sensor> refused = new EnumMap<>(Reason.class);
  private final Map<TenantDoor.Choice, Sensor> turnedAway = new EnumMap<>(TenantDoor.Choice.class);

  /**
   * @param processor name of the processor that counts, so that two of a family keep apart
   */
  GateMetrics(final ProcessingContext context, final String family, final String processor) {
    this.metrics = context.metrics();
    this.processor = processor;
    this.tags = new LinkedHashMap<>();
    tags.put("task-id", context.taskId().toString());
    tags.put("family", family);
    tags.put("processor", processor);
  }

  Sensor accepted() {
    return counter("accepted-total", "events let in, once each", tags);
  }

  Sensor rekeyed() {
    return counter("rekeyed-total", "records moved to the partition of their key", tags);
  }

  Sensor duplicates() {
    return counter("duplicates-removed-total", "repeats removed", tags);
  }

  Sensor retried() {
    return counter("retried-total", "tries of records that waited", tags);
  }

  Sensor givenUp() {
    return counter("given-up-total", "waiting records that became dead letters", tags);
  }

  /** To be told how many records wait whenever that changes. */
  Sensor waiting() {
    final Sensor sensor =
        metrics.addSensor(
            String.join("-", "gate", processor, String.join("-", tags.values()), "waiting"),
            RecordingLevel.INFO);
    sensor.add(
        new MetricName("waiting", GROUP, "records that wait for another try", tags), new Value());
    sensors.add(sensor);
    return sensor;
  }

  /** Counts one refusal. */
  void refused(final Reason reason) {
    refused.computeIfAbsent(reason, this::refusals).record();
  }

  /** Counts one event that its tenant does not want. */
  void turnedAway(final TenantDoor.Choice choice) {
    turnedAway.computeIfAbsent(choice, this::choices).record();
  }

  private Sensor choices(final TenantDoor.Choice choice) {
    final Map<String, String> withReason = new LinkedHashMap<>(tags);
    withReason.put("reason", choice.code());
    return counter("filtered-total", "events that their tenant does not take", withReason);
  }

  /** Counts values that a rule of redaction took out. */
  void redacted(final String rule, final long count) {
    redacted.computeIfAbsent(rule, this::redactions).record(count);
  }

  private Sensor redactions(final String rule) {
    final Map<String, String> withRule = new LinkedHashMap<>(tags);
    withRule.put("rule", rule);
    final Sensor sensor =
        metrics.addSensor(
            String.join("-", "gate", processor, String.join("-", withRule.values()), "redacted"),
            RecordingLevel.INFO);
    sensor.add(
        new MetricName("redacted-total", GROUP, "values taken out of events", withRule),
        new CumulativeSum());
    sensors.add(sensor);
    return sensor;
  }

  private Sensor refusals(final Reason reason) {
    final Map<String, String> withReason = new LinkedHashMap<>(tags);
    withReason.put("reason", reason.code());
    return counter("refused-total", "records sent to the dead letter queue", withReason);
  }

  private Sensor counter(
      final String name, final String description, final Map<String, String> tagged) {
    final Sensor sensor =
        metrics.addSensor(
            String.join("-", "gate", processor, String.join("-", tagged.values()), name),
            RecordingLevel.INFO);
    sensor.add(new MetricName(name, GROUP, description, tagged), new CumulativeCount());
    sensors.add(sensor);
    return sensor;
  }

  @Override
  public void close() {
    sensors.forEach(metrics::removeSensor);
  }
}
