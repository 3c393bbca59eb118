package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.testkit.FreePorts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

final class NexoraAppenderTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  private final LoggerContext context = new LoggerContext();
  private final FakeBroker broker = new FakeBroker();
  private final CountingMetrics metrics = new CountingMetrics();

  @AfterEach
  void stop() {
    MDC.clear();
    context.stop();
  }

  @Test
  void shouldWriteTheEnvelopeThatTheTopicPromises() throws Exception {
    // Given
    final Logger logger = logger(appender());
    MDC.put("correlation_id", "c-1");
    MDC.put("tenant_id", "acme");
    MDC.put("user", "u1");

    // When
    logger
        .atWarn()
        .addKeyValue("code", "AGENT_EXECUTION_FAILED")
        .addKeyValue("attempt", 3)
        .setCause(new IllegalStateException("no way"))
        .log("agent {} failed", "a-7");
    context.stop();

    // Then
    final JsonNode envelope = JSON.readTree(broker.taken().get(0));
    assertThat(envelope.get("event_type").asText()).isEqualTo("omninode.logging.application.v1");
    assertThat(envelope.get("event_id").asText())
        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(envelope.get("timestamp").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    assertThat(envelope.get("tenant_id").asText()).isEqualTo("acme");
    assertThat(envelope.get("source").asText()).isEqualTo("billing");
    assertThat(envelope.get("correlation_id").asText()).isEqualTo("c-1");
    assertThat(envelope.get("causation_id").isNull()).isTrue();
    assertThat(envelope.get("schema_ref").asText())
        .isEqualTo("registry://omninode/logging/application/v1");
    final JsonNode payload = envelope.get("payload");
    assertThat(payload.get("service_name").asText()).isEqualTo("billing");
    assertThat(payload.get("instance_id").asText()).isEqualTo("billing-0");
    assertThat(payload.get("level").asText()).isEqualTo("WARN");
    assertThat(payload.get("message").asText()).isEqualTo("agent a-7 failed");
    assertThat(payload.get("code").asText()).isEqualTo("AGENT_EXECUTION_FAILED");
    assertThat(payload.at("/context/user").asText()).isEqualTo("u1");
    assertThat(payload.at("/context/attempt").asText()).isEqualTo("3");
    assertThat(payload.at("/context/exception").asText()).endsWith("IllegalStateException");
    assertThat(payload.at("/context/stack_trace").asText()).contains("no way");
  }

  @Test
  void shouldPutLinesOfAServiceUnderItsName() {
    // Given
    final LogEnvelope envelope =
        LogEnvelope.now(
            LogEnvelope.Kind.APPLICATION,
            "x",
            "acme",
            "elsewhere",
            java.util.Map.of("service_name", "billing"));

    // When
    final OutgoingRecord record = envelope.record();

    // Then
    assertThat(record.topic()).isEqualTo("omninode.logging.application.v1");
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("billing");
  }

  @Test
  void shouldNotPublishWhatThePublisherItselfLogs() throws Exception {
    // Given
    final Logger logger = logger(appender());
    final Thread own = new Thread(() -> logger.info("own"), "nexora-publisher-log-billing");
    final Thread kafka =
        new Thread(() -> logger.info("kafka"), "kafka-producer-network-thread | log-billing");

    // When
    own.start();
    kafka.start();
    own.join();
    kafka.join();
    logger.info("theirs");
    context.stop();

    // Then
    assertThat(broker.taken()).singleElement().asString().contains("theirs");
  }

  @Test
  void shouldCutLinesThatAreTooLong() throws Exception {
    // Given
    final Logger logger = logger(appender());

    // When
    logger.info("x".repeat(2_000_000));
    context.stop();

    // Then
    assertThat(JSON.readTree(broker.taken().get(0)).at("/payload/message").asText())
        .hasSize(LogEvents.MAX_MESSAGE + 3);
  }

  @Test
  void shouldGiveFileAndKafkaWithOneLineOfConfiguration() throws Exception {
    // Given
    context.putProperty("NEXORA_LOG_FILE", dir.resolve("app.log").toString());
    context.putProperty("NEXORA_BOOTSTRAP_SERVERS", "127.0.0.1:" + FreePorts.one());
    context.putProperty("NEXORA_SERVICE_NAME", "billing");
    context.putProperty("NEXORA_SPOOL_DIRECTORY", dir.resolve("spool").toString());
    context.setMDCAdapter(MDC.getMDCAdapter());
    final JoranConfigurator joran = new JoranConfigurator();
    joran.setContext(context);
    joran.doConfigure(
        new ByteArrayInputStream(
            """
            <configuration>
              <include resource="com/nexora/streams/client/logback-nexora.xml"/>
            </configuration>
            """
                .getBytes(StandardCharsets.UTF_8)));

    // When
    final long began = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      context.getLogger("app").info("line {}", i);
    }
    final Duration logging = Duration.ofNanos(System.nanoTime() - began);
    context.stop();

    // Then
    assertThat(Files.readAllLines(dir.resolve("app.log"))).hasSize(100);
    try (Spool spool = Spool.open(dir.resolve("spool"), 1 << 24, 1 << 20)) {
      final List<Spool.Spooled> lines = spool.peek(1_000, 1 << 24);
      assertThat(lines).hasSize(100);
      assertThat(Lines.text(lines.get(99).record())).contains("line 99");
    }
    assertThat(logging).as("logging waits for no broker").isLessThan(Duration.ofSeconds(2));
  }

  private NexoraAppender appender() {
    final NexoraAppender appender = new NexoraAppender();
    appender.setServiceName("billing");
    appender.setInstanceId("billing-0");
    appender.publishTo(
        NexoraPublisher.start(
            PublisherSettings.of("nowhere:1", "log-billing"), metrics, broker::producer));
    return appender;
  }

  private Logger logger(final NexoraAppender appender) {
    appender.setContext(context);
    context.setMDCAdapter(MDC.getMDCAdapter());
    final Logger logger = context.getLogger("app");
    logger.addAppender(appender);
    return logger;
  }
}
