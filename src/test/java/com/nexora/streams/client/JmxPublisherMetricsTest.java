package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

final class JmxPublisherMetricsTest {

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  @Test
  void shouldShowEveryFigureUnderItsName() throws Exception {
    try (JmxPublisherMetrics metrics = new JmxPublisherMetrics("jmx-test")) {
      // Given
      metrics.started(true);
      metrics.published("line.written", PublishStatus.SUCCESS, 3);
      metrics.latency(0.25);
      metrics.kafkaError("TimeoutException");

      // When
      final Object published =
          value("event_type=line.written,status=success", "logging_events_published_total");
      final Object seconds = value("", "logging_publish_latency_seconds_sum");

      // Then
      assertThat(published).isEqualTo(3.0);
      assertThat(seconds).isEqualTo(0.25);
      assertThat(value("error_type=TimeoutException", "logging_kafka_errors_total")).isEqualTo(1.0);
      assertThat(value("", "logging_publisher_started")).isEqualTo(1.0);
    }
    assertThat(beans.queryNames(new ObjectName("nexora.client:client=jmx-test,*"), null)).isEmpty();
  }

  @Test
  void shouldCountTypesBeyondTheBoundAsOther() throws Exception {
    try (JmxPublisherMetrics metrics = new JmxPublisherMetrics("jmx-bound")) {
      // When
      for (int i = 0; i < JmxPublisherMetrics.MAX_TYPES + 50; i++) {
        metrics.published("type-" + i, PublishStatus.SUCCESS, 1);
      }

      // Then
      final Set<ObjectName> shown =
          beans.queryNames(new ObjectName("nexora.client:client=jmx-bound,status=success,*"), null);
      assertThat(shown).hasSize(JmxPublisherMetrics.MAX_TYPES + 1);
    }
  }

  private Object value(final String tags, final String attribute) throws Exception {
    final ObjectName name =
        new ObjectName(
            "nexora.client:type=logging,client=jmx-test" + (tags.isEmpty() ? "" : "," + tags));
    return beans.getAttribute(name, attribute);
  }
}
