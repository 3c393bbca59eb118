package com.nexora.streams.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Percentile;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.utils.Time;

/**
 * Shows the figures as MBeans of the domain {@value #DOMAIN}, through the metrics that {@code
 * kafka-clients} brings along. docs/client.md has the exporter's rule that gives them their names.
 *
 * <p>Types beyond the first {@value #MAX_TYPES} count as {@code other}: a type made from user input
 * must not fill the memory.
 */
public final class JmxPublisherMetrics implements PublisherMetrics {

  public static final String DOMAIN = "nexora.client";

  static final int MAX_TYPES = 200;
  private static final String GROUP = "logging";
  private static final double LONGEST_SECONDS = 60;

  private final Metrics metrics =
      new Metrics(
          new MetricConfig(),
          List.of(new JmxReporter()),
          Time.SYSTEM,
          new KafkaMetricsContext(DOMAIN));
  private final String client;
  private final ConcurrentMap<String, Sensor> counters = new ConcurrentHashMap<>();
  private final Set<String> types = ConcurrentHashMap.newKeySet();
  private final Sensor latency;
  private volatile boolean running;
  private volatile long spoolRecords;
  private volatile long spoolBytes;
  private volatile long spoolDamaged;

  /**
   * @param client name of the publisher, a tag of every figure; unique in the process
   */
  public JmxPublisherMetrics(final String client) {
    this.client = client;
    latency = metrics.sensor("latency");
    latency.add(
        new Percentiles(
            16 * 1024,
            LONGEST_SECONDS,
            Percentiles.BucketSizing.LINEAR,
            quantile("0.5", 50),
            quantile("0.99", 99)));
    latency.add(name("logging_publish_latency_seconds_count", Map.of()), new CumulativeCount());
    latency.add(name("logging_publish_latency_seconds_sum", Map.of()), new CumulativeSum());
    gauge("logging_publisher_started", () -> running ? 1 : 0);
    gauge("logging_spool_records", () -> spoolRecords);
    gauge("logging_spool_bytes", () -> spoolBytes);
    gauge("logging_spool_damaged_total", () -> spoolDamaged);
  }

  private interface Figure {
    double value();
  }

  private void gauge(final String name, final Figure figure) {
    metrics.addMetric(name(name, Map.of()), (Gauge<Double>) (config, now) -> figure.value());
  }

  private Percentile quantile(final String tag, final double percent) {
    return new Percentile(
        name("logging_publish_latency_seconds", Map.of("quantile", tag)), percent);
  }

  private MetricName name(final String name, final Map<String, String> tags) {
    final Map<String, String> all = new LinkedHashMap<>();
    all.put("client", client);
    all.putAll(tags);
    return new MetricName(name, GROUP, "", all);
  }

  @Override
  public void published(final String eventType, final PublishStatus status, final long count) {
    final String type = known(eventType);
    counters
        .computeIfAbsent(
            status.tag() + ' ' + type,
            id ->
                counter(
                    id,
                    "logging_events_published_total",
                    Map.of("event_type", type, "status", status.tag())))
        .record(count);
  }

  private String known(final String eventType) {
    if (types.contains(eventType)) {
      return eventType;
    }
    return types.size() < MAX_TYPES && types.add(eventType) ? eventType : "other";
  }

  private Sensor counter(final String id, final String name, final Map<String, String> tags) {
    final Sensor sensor = metrics.sensor(id);
    sensor.add(name(name, new java.util.TreeMap<>(tags)), new CumulativeSum());
    return sensor;
  }

  @Override
  public void latency(final double seconds) {
    latency.record(Math.min(seconds, LONGEST_SECONDS));
  }

  @Override
  public void kafkaError(final String errorType) {
    counters
        .computeIfAbsent(
            "error " + errorType,
            id -> counter(id, "logging_kafka_errors_total", Map.of("error_type", errorType)))
        .record();
  }

  @Override
  public void started(final boolean started) {
    running = started;
  }

  @Override
  public void spool(final long records, final long bytes, final long damaged) {
    spoolRecords = records;
    spoolBytes = bytes;
    spoolDamaged = damaged;
  }

  @Override
  public void close() {
    metrics.close();
  }
}
