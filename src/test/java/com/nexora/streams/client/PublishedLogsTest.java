package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.streams.ingest.Gated;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What the publisher writes is what the gate takes: two ends of one contract. */
final class PublishedLogsTest {

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms -> {
            final Gated gated = rooms.gate();
            rooms.capture(gated.agents(), "out.agents", AgentEvent.class);
            rooms.capture(gated.logs(), "out.logs", AuditEvent.class);
          });
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final LogEvents form = new LogEvents("billing", "billing-0", "acme", "omninode");

  @BeforeEach
  void start() {
    context.setMDCAdapter(MDC.getMDCAdapter());
    lines.start();
    kit.advance(Duration.between(TopologyTestKit.START, Instant.now()));
  }

  @AfterEach
  void close() {
    context.stop();
    kit.close();
  }

  @Test
  void shouldMakeATaskOfALineAboutAnExecutionWithItsDurationAsANumber() {
    // Given
    logger()
        .atInfo()
        .addKeyValue("code", "AGENT_EXECUTION_COMPLETED")
        .addKeyValue("agent_id", "agent-1")
        .addKeyValue("duration_ms", 1250)
        .log("done");

    // When
    publishLines();

    // Then
    assertThat(kit.deadLetters("omninode.logging.application.v1").isEmpty()).isTrue();
    assertThat(kit.output("out.agents", AgentEvent.class).readAll())
        .singleElement()
        .returns("task.completed", AgentEvent::getEventType)
        .returns("agent-1", AgentEvent::getAgentId)
        .satisfies(event -> assertThat(event.getPayload()).contains("\"duration_ms\":1250"));
  }

  @Test
  void shouldTakeTheLongestLineInAnyScript() {
    // Given
    logger().atInfo().addKeyValue("code", "AGENT_ROUTED").log("\u6f22".repeat(100_000));
    logger().atTrace().addKeyValue("odd", Double.NaN).log("\ud800");
    logger().warn("with a cause", new IllegalStateException("no way"));

    // When
    publishLines();

    // Then
    assertThat(lines.list).hasSize(3);
    assertThat(kit.deadLetters("omninode.logging.application.v1").isEmpty()).isTrue();
  }

  @Test
  void shouldMakeActsOfAuditAndSecurityEnvelopes() {
    // Given
    final LogEnvelope audit =
        LogEnvelope.now(
            LogEnvelope.Kind.AUDIT,
            "omninode.logging.audit.v1",
            "acme",
            "billing",
            Map.of(
                "tenant_id", "acme",
                "action", "config.change",
                "actor", "jane",
                "resource", "plan:gold",
                "outcome", "success",
                "context", Map.of()));
    final LogEnvelope security =
        LogEnvelope.now(
            LogEnvelope.Kind.SECURITY,
            "authentication_failure",
            "acme",
            "billing",
            Map.of(
                "tenant_id", "acme",
                "event_type", "authentication_failure",
                "user_id", "jane",
                "resource", "console",
                "decision", "deny",
                "context", Map.of("attempt", 3)));

    // When
    new JsonPipe(kit, audit.kind().topic()).pipe(audit.json());
    new JsonPipe(kit, security.kind().topic()).pipe(security.json());

    // Then
    assertThat(kit.output("out.logs", AuditEvent.class).readAll())
        .extracting(AuditEvent::getEventType)
        .containsExactly("config.change", "authentication_failure");
  }

  private Logger logger() {
    final Logger logger = context.getLogger("app");
    logger.setLevel(Level.TRACE);
    if (!logger.isAttached(lines)) {
      logger.addAppender(lines);
    }
    return logger;
  }

  private void publishLines() {
    for (final ILoggingEvent line : lines.list) {
      new JsonPipe(kit, "omninode.logging.application.v1").pipe(form.envelope(line).json());
    }
  }
}
