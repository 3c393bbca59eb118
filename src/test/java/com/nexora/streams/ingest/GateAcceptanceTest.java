package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.remediation;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gate lets through, and in which shape. */
final class GateAcceptanceTest {

  private final TopologyTestKit kit = OpenGate.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldLetANhiEventIn() {
    // Given
    final NHIEvent event = nhi().entity("role-1").with("criticality", "high").build();

    // When
    kit.nhi().pipe(event);

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).containsExactly(event);
  }

  @Test
  void shouldLetAThreatEventIn() {
    // Given
    final ThreatEvent event = threat("t-1").scored(10).confident(0).build();

    // When
    kit.threats().pipe(event);

    // Then
    assertThat(OpenGate.threats(kit).readAll()).containsExactly(event);
  }

  @Test
  void shouldLetARemediationEventIn() {
    // Given
    final RemediationEvent event = remediation("t-1").build();

    // When
    kit.remediations().pipe(event);

    // Then
    assertThat(OpenGate.remediations(kit).readAll()).containsExactly(event);
  }

  @Test
  void shouldLetAnAuditEventInUnderItsTenantAlone() {
    // Given
    final AuditEvent event = audit().of("tenant/a").build();

    // When
    kit.audits().pipe(event);

    // Then
    assertThat(OpenGate.audits(kit).readLatest()).containsOnlyKeys("tenant/a").containsValue(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent.created",
        "agent.started",
        "agent.stopped",
        "agent.failed",
        "task.created",
        "task.started",
        "task.completed",
        "task.failed",
        "tool.invoked",
        "tool.completed",
        "workflow.started",
        "workflow.step.skipped",
        "performance.metric",
        "anomaly.detected"
      })
  void shouldLetEveryAgentEventTypeInWhicheverOfTheFourTopicsItComesBy(final String type) {
    // Given
    final AgentEvent event = agentEvent(type).entity("agent-1").build();

    // When
    kit.agents().pipe(event);

    // Then
    assertThat(OpenGate.agents(kit).readLatest())
        .containsOnlyKeys("tenant-a/agent-1")
        .containsValue(event);
  }

  @Test
  void shouldKeyAnEventWithoutAgentByItsAggregate() {
    // Given
    final var event =
        agentEvent("workflow.started").aggregate("workflow", "w-1").withoutAgent().build();

    // When
    kit.agents().pipe(event);

    // Then
    assertThat(OpenGate.agents(kit).readLatest()).containsOnlyKeys("tenant-a/workflow:w-1");
  }

  @Test
  void shouldKeepTheProducersHeaders() {
    // Given
    final Headers headers =
        new RecordHeaders().add("traceparent", "00-abc".getBytes(StandardCharsets.UTF_8));

    // When
    kit.nhi().pipeKeyed(EntityKey.bytes("tenant-a", "entity-1"), nhi(), headers);

    // Then
    assertThat(OpenGate.nhi(kit).readRecords())
        .singleElement()
        .satisfies(
            record -> assertThat(OutputPipe.header(record, "traceparent")).isEqualTo("00-abc"));
  }

  @Test
  void shouldKeepTheArrivalAsTimestamp() {
    // Given
    kit.advance(Duration.ofHours(3));

    // When
    kit.nhi().pipe(nhi());

    // Then
    assertThat(OpenGate.nhi(kit).readRecords())
        .singleElement()
        .satisfies(record -> assertThat(record.getRecordTime()).isEqualTo(kit.now()));
  }

  @Test
  void shouldKeepTheOrderOfAnEntity() {
    // Given
    final List<NHIEvent> events = nhi().times(50, Duration.ofSeconds(-1));

    // When
    kit.nhi().pipe(events);

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).containsExactlyElementsOf(events);
  }

  @Test
  void shouldCountWhatItLetsIn() {
    // Given
    final List<NHIEvent> events = nhi().times(7, Duration.ofSeconds(1));

    // When
    kit.nhi().pipe(events);

    // Then
    assertThat(OpenGate.count(kit, "accepted-total", "nhi")).isEqualTo(7);
  }

  @Test
  void shouldMakeOneSubTopologyOfAllEntityTopicsAndOthersOfTheAuditInputAndOfGovernance() {
    // Given
    final TopologyDescription description = kit.topology().describe();

    // When
    final Set<Set<String>> topics =
        description.subtopologies().stream().map(this::topics).collect(Collectors.toSet());

    // Then
    assertThat(topics)
        .containsExactlyInAnyOrder(
            Set.of(
                "nhi.events",
                "threat.events",
                "remediation.events",
                "agent.events",
                "task.events",
                "workflow.events",
                "performance.events",
                "rekey-nhi-repartition",
                "rekey-threat-repartition",
                "rekey-remediation-repartition",
                "rekey-agent-repartition",
                "rekey-agent-logs-repartition"),
            Set.of(
                "audit.events",
                "rekey-audit-repartition",
                "audit.acts",
                "rekey-admin-act-repartition"),
            Set.of("grc.events", "rekey-grc-repartition", "rekey-grc-documents-repartition"),
            Set.of(
                "task-requests",
                "task-responses",
                "policy-updates",
                "policy-analysis",
                "gap-assessments",
                "risk-assessments",
                "risk-calculations",
                "compliance-reports",
                "incident-events",
                "user-activities",
                "data-access",
                "monitoring-metrics",
                "audit-logs",
                "cosmos.changes"),
            Set.of(
                "omninode.logging.application.v1",
                "omninode.logging.audit.v1",
                "omninode.logging.security.v1"));
  }

  private Set<String> topics(final Subtopology part) {
    return part.nodes().stream()
        .filter(Source.class::isInstance)
        .flatMap(node -> ((Source) node).topicSet().stream())
        .collect(Collectors.toSet());
  }
}
