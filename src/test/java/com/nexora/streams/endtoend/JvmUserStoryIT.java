package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.AgentEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.processkit.DevProcess;
import com.nexora.streams.processkit.Http;
import com.nexora.streams.processkit.Waiting;
import com.nexora.streams.schema.AvroSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: what a JVM program publishes about its agent shows in metrics, trail and state.
 */
final class JvmUserStoryIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String TENANT = "acme/eu";
  private static final String AGENT = "arn:aws:bedrock:eu-west-1:1:agent/triage bot";

  @Test
  void shouldShowAStartedTaskInMetricsTrailAndState(@TempDir final Path directory)
      throws Exception {
    // Given
    try (DevProcess dev = DevProcess.start(directory.resolve("data"), "--no-simulator")) {
      dev.awaitReady(LIMIT);

      // When
      publish(dev, "task.started");

      // Then
      final Http http = dev.http();
      final String agent = "/agents/" + Http.encode(TENANT) + "/" + Http.encode(AGENT);
      Waiting.until(
          "the agent's state", LIMIT, () -> http.answer(agent).statusCode() == 200, dev::logTail);
      final JsonNode state = http.get(agent);
      assertThat(state.get("status").asText()).isEqualTo("running");
      assertThat(state.get("eventCount").asLong()).isEqualTo(1);
      assertThat(http.get(agent + "/metrics?window=5min").get("eventsProcessed").asLong())
          .isPositive();
      final String trail = "/audit/" + Http.encode(TENANT);
      Waiting.until(
          "the audit entry", LIMIT, () -> http.get(trail).get("items").size() == 1, dev::logTail);
      final JsonNode entry = http.get(trail).get("items").get(0);
      assertThat(entry.get("eventType").asText()).isEqualTo("task.started");
      assertThat(entry.get("tenantSequence").asLong()).isEqualTo(1);
      assertThat(http.get(trail + "/" + entry.get("auditId").asText()).get("auditId"))
          .isEqualTo(entry.get("auditId"));
      assertThat(dev.cli().run("audit", "verify").exitCode()).isZero();
    }
  }

  private static void publish(final DevProcess dev, final String type) throws Exception {
    final AgentEvent event =
        AgentEvent.newBuilder()
            .setEventId(UUID.randomUUID().toString())
            .setEventType(type)
            .setAggregateType("task")
            .setAggregateId("task-1")
            .setTenantId(TENANT)
            .setAgentId(AGENT)
            .setTimestamp(System.currentTimeMillis())
            .build();
    try (KafkaProducer<byte[], AgentEvent> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                dev.endpoint("bootstrap.servers"),
                "schema.registry.url",
                dev.endpoint("registry.url"),
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                AvroSerializer.class))) {
      producer
          .send(new ProducerRecord<>("task.events", new EntityKey(TENANT, AGENT).bytes(), event))
          .get(30, TimeUnit.SECONDS);
    }
  }
}
