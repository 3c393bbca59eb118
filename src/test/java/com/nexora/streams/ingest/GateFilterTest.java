package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.EventFilter;
import com.nexora.events.NHIEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.Events;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tenants choose not to take: counted and gone, and what their filters cannot judge. */
final class GateFilterTest {

  private final TopologyTestKit kit = OpenGate.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  private static EventFilter filter(
      final List<String> types, final List<String> sources, final String... conditions) {
    return new EventFilter(types, sources, List.of(conditions));
  }

  private void configure(final EventFilter... filters) {
    kit.tenantConfigs().pipe(tenantConfig("tenant-a").setFilters(List.of(filters)).build());
  }

  private static ThreatEvent severe(final Events.ThreatDraft draft, final String severity) {
    final ThreatEvent event = draft.build();
    event.setSeverity(severity);
    return event;
  }

  private long filtered(final String reason) {
    return kit.count(GateMetrics.GROUP, "filtered-total", Map.of("reason", reason));
  }

  @Test
  void shouldTakeOnlyTheTopicsThatTheTenantNames() {
    // Given
    kit.tenantConfigs()
        .pipe(tenantConfig("tenant-a").setTopics(List.of(Topics.THREAT_EVENTS)).build());

    // When
    kit.nhi().pipe(nhi().of("tenant-a"));
    kit.nhi().pipe(nhi().of("tenant-b"));
    kit.threats().pipe(threat("t-1").of("tenant-a"));

    // Then
    assertThat(OpenGate.nhi(kit).readAll())
        .extracting(NHIEvent::getTenantId)
        .containsExactly("tenant-b");
    assertThat(OpenGate.threats(kit).readAll()).hasSize(1);
    assertThat(kit.deadLetters(Topics.NHI_EVENTS).readAll()).isEmpty();
    assertThat(filtered("topic-not-taken")).isEqualTo(1);
  }

  @Test
  void shouldTakeWhatOneOfTheFiltersLetsThroughByTypeAndSource() {
    // Given
    configure(
        filter(List.of("task.started"), List.of("scheduler")),
        filter(List.of("agent.started"), List.of()));

    // When
    kit.agents().pipe(agentEvent("task.started").id("1").with("source", "scheduler"));
    kit.agents().pipe(agentEvent("task.started").id("2").with("source", "other"));
    kit.agents().pipe(agentEvent("task.started").id("3"));
    kit.agents().pipe(agentEvent("agent.started").id("4"));
    kit.agents().pipe(agentEvent("agent.stopped").id("5"));

    // Then
    assertThat(OpenGate.agents(kit).readAll())
        .extracting(AgentEvent::getEventId)
        .containsExactly("1", "4");
    assertThat(filtered("filtered")).isEqualTo(3);
    assertThat(kit.deadLetters(Topics.TASK_EVENTS).readAll()).isEmpty();
    assertThat(kit.deadLetters(Topics.AGENT_EVENTS).readAll()).isEmpty();
  }

  @Test
  void shouldTakeWhatTheConditionsHoldFor() {
    // Given
    configure(
        filter(
            List.of(),
            List.of(),
            "severity in ['HIGH', 'CRITICAL']",
            "!has(metadata.env) || metadata.env == 'prod'"));

    // When
    kit.threats().pipe(severe(threat("t-1").id("1"), "HIGH"));
    kit.threats().pipe(severe(threat("t-2").id("2"), "LOW"));
    kit.threats().pipe(severe(threat("t-3").id("3").with("env", "test"), "CRITICAL"));

    // Then
    assertThat(OpenGate.threats(kit).readAll())
        .extracting(ThreatEvent::getEventId)
        .containsExactly("1");
    assertThat(filtered("filtered")).isEqualTo(2);
  }

  @Test
  void shouldLookIntoTheBody() {
    // Given
    configure(filter(List.of(), List.of(), "has(data.tool) && data.tool == 'search'"));

    // When
    kit.agents().pipe(agentEvent("tool.invoked").id("1").payload("{\"tool\":\"search\"}"));
    kit.agents().pipe(agentEvent("tool.invoked").id("2").payload("{\"tool\":\"mail\"}"));
    kit.agents().pipe(agentEvent("tool.invoked").id("3").payload("{}"));

    // Then
    assertThat(OpenGate.agents(kit).readAll())
        .extracting(AgentEvent::getEventId)
        .containsExactly("1");
  }

  @Test
  void shouldRefuseWhatAFilterCannotJudgeUnlessAnotherOneLetsItThrough() {
    // Given
    configure(
        filter(List.of(), List.of(), "data.secret == 'x'"),
        filter(List.of(), List.of(), "entityId == 'known'"));

    // When
    kit.agents().pipe(agentEvent("agent.started").id("1").entity("known").payload("{}"));
    kit.agents().pipe(agentEvent("agent.started").id("2").entity("other").payload("{}"));

    // Then
    assertThat(OpenGate.agents(kit).readAll())
        .extracting(AgentEvent::getEventId)
        .containsExactly("1");
    final List<DeadLetter> letters = kit.deadLetters(Topics.AGENT_EVENTS).readAll();
    assertThat(letters).extracting(DeadLetter::getReason).containsExactly("filter-error");
    assertThat(letters.get(0).getErrorMessage())
        .contains("condition 1 of filter 1", "replay")
        .doesNotContain("secret", "other");
    assertThat(kit.count(GateMetrics.GROUP, "refused-total", Map.of("reason", "filter-error")))
        .isEqualTo(1);
  }

  @Test
  void shouldRefuseWhatABrokenConditionWouldHaveJudged() {
    // Given
    configure(filter(List.of(), List.of(), "this is not CEL"));

    // When
    kit.nhi().pipe(nhi());

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).isEmpty();
    assertThat(kit.deadLetters(Topics.NHI_EVENTS).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly("filter-error");
  }

  @Test
  void shouldFollowAChangeOfTheFilters() {
    // Given
    configure(filter(List.of("none"), List.of()));
    kit.nhi().pipe(nhi().id("before"));
    configure();

    // When
    kit.nhi().pipe(nhi().id("after"));

    // Then
    assertThat(OpenGate.nhi(kit).readAll())
        .extracting(NHIEvent::getEventId)
        .containsExactly("after");
  }

  @Test
  void shouldKeepNoActOutOfTheTrail() {
    // Given
    kit.tenantConfigs()
        .pipe(
            tenantConfig("tenant-a")
                .setTopics(List.of(Topics.NHI_EVENTS))
                .setFilters(List.of(filter(List.of("none"), List.of())))
                .build());

    // When
    kit.audits().pipe(audit().of("tenant-a"));

    // Then
    assertThat(OpenGate.audits(kit).readAll()).hasSize(1);
  }

  @Test
  void shouldSealTheActsOfOperatorsAboutADisabledTenant() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("tenant-a").setEnabled(false).build());

    // When
    kit.input(
            Topics.AUDIT_ACTS,
            com.nexora.events.AuditEvent.class,
            act -> act.getTenantId().getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .pipe(audit().of("tenant-a").build());

    // Then
    assertThat(kit.deadLetters(Topics.AUDIT_ACTS).readAll()).isEmpty();
    assertThat(OpenGate.count(kit, "accepted-total", "admin-act")).isEqualTo(1);
  }
}
