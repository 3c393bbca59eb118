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
 * Counts what becomes of checkpoints: {@code checkpoints-total} of the group {@value #GROUP}, tags
 * {@code instance} and {@code result}: published, cosigned, refused (a log that cannot be signed),
 * fenced (another instance signs now), failed (the broker could not be reached).
 */
final class NotaryMetrics implements AutoCloseable {

  static final String GROUP = "nexora-audit-checkpoint-metrics";

  /** What became of a checkpoint. */
  enum Result {
    PUBLISHED("published", "checkpoints on the topic"),
    COSIGNED("cosigned", "checkpoints on the topic with the witnesses that the policy asks for"),
    REFUSED("refused", "logs that were found damaged and are not signed"),
    FENCED("fenced", "logs that another instance signs now"),
    FAILED("failed", "checkpoints that could not be written");

    private final String tag;
    private final String description;

    Result(final String tag, final String description) {
      this.tag = tag;
      this.description = description;
    }
  }

  private final Metrics metrics =
      new Metrics(
          new MetricConfig(),
          List.of(new JmxReporter()),
          Time.SYSTEM,
          new KafkaMetricsContext("kafka.streams"));

  NotaryMetrics(final String instance) {
    for (final Result result : Result.values()) {
      final Map<String, String> tags = new LinkedHashMap<>();
      tags.put("instance", instance);
      tags.put("result", result.tag);
      metrics
          .sensor(result.tag)
          .add(
              new MetricName("checkpoints-total", GROUP, result.description, tags),
              new CumulativeSum());
    }
  }

  void count(final Result result) {
    final Sensor sensor = metrics.getSensor(result.tag);
    if (sensor != null) {
      sensor.record();
    }
  }

  @Override
  public void close() {
    metrics.close();
  }
}
