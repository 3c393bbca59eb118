package com.nexora.streams.compliance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.Sensor.RecordingLevel;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Counts violations in Kafka Streams' own registry: group {@value #GROUP}, name {@code
 * violations-total}, tags {@code task-id}, {@code rule} and {@code framework}; Prometheus sees it
 * as {@code nexora_compliance_violations_total}.
 */
final class ComplianceMetrics implements AutoCloseable {

  static final String GROUP = "nexora-compliance-metrics";

  private final StreamsMetrics metrics;
  private final String task;
  private final String step;
  private final Map<String, Sensor> byRule = new HashMap<>();

  /**
   * @param step the processor that counts, so that two of a task keep apart
   */
  ComplianceMetrics(final ProcessingContext context, final String step) {
    this.metrics = context.metrics();
    this.task = context.taskId().toString();
    this.step = step;
  }

  /** Counts one violation. */
  void violated(final ComplianceRule rule) {
    byRule.computeIfAbsent(rule.ruleId(), none -> sensor(rule)).record();
  }

  private Sensor sensor(final ComplianceRule rule) {
    final Map<String, String> tags = new LinkedHashMap<>();
    tags.put("task-id", task);
    tags.put("step", step);
    tags.put("framework", rule.framework().tag());
    tags.put("rule", rule.ruleId());
    final Sensor sensor =
        metrics.addSensor(
            String.join("-", "compliance", step, task, rule.ruleId()), RecordingLevel.INFO);
    sensor.add(
        new MetricName("violations-total", GROUP, "violations of rules watched in real time", tags),
        new CumulativeCount());
    return sensor;
  }

  @Override
  public void close() {
    final List<Sensor> all = new ArrayList<>(byRule.values());
    byRule.clear();
    all.forEach(metrics::removeSensor);
  }
}
