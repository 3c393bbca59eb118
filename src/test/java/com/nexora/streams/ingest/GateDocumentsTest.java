package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.tenantConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents of the compliance platform: what each topic's become, and what is refused. */
final class GateDocumentsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INCIDENTS = "incident-events";

  private final TopologyTestKit kit = OpenGate.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @ParameterizedTest
  @CsvSource({
    "task-requests, TASK_REQUESTED, task, t-1, task.requested",
    "task-responses, TASK_RESPONDED, task, t-1, task.responded",
    "policy-updates, POLICY_UPDATED, policy, p-1, policy.updated",
    "policy-analysis, POLICY_ANALYSED, policy, p-1, policy.analysed",
    "gap-assessments, GAP_ASSESSED, assessment, g-1, gap.assessed",
    "risk-assessments, RISK_ASSESSED, risk, r-1, risk.assessed",
    "risk-calculations, RISK_ASSESSED, risk, k-1, risk.calculated",
    "compliance-reports, REPORT_GENERATED, report, rep-1, report.generated",
    "incident-events, INCIDENT_REPORTED, incident, i-1, incident.updated",
    "data-access, USER_ACTION, data, table:customers, read",
    "monitoring-metrics, SYSTEM_PERFORMANCE, agent, policy-agent, metrics.reported",
    "audit-logs, USER_ACTION, resource, role:auditor, permission.grant"
  })
  void shouldMakeAnEventOfADocumentOfEachTopic(
      final String topic,
      final String type,
      final String entityType,
      final String entity,
      final String action)
      throws Exception {
    // Given
    final JsonNode document = sample(topic);

    // When
    new JsonPipe(kit, topic).pipe(document.toString());

    // Then
    final TestRecord<byte[], GrcEvent> record = OpenGate.grc(kit).readRecords().get(0);
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("acme/" + entity);
    assertThat(record.value())
        .returns("acme", GrcEvent::getTenantId)
        .returns(type, GrcEvent::getEventType)
        .returns("BACKEND_API", GrcEvent::getSource)
        .returns(entityType, GrcEvent::getEntityType)
        .returns(entity, GrcEvent::getEntityId)
        .returns(action, GrcEvent::getAction)
        .returns(topic, event -> event.getMetadata().get("topic"));
    assertThat(JSON.readTree(record.value().getData())).isEqualTo(document);
  }

  @Test
  void shouldKeyAnActivityWithoutResourceByItsEvent() throws Exception {
    // When
    new JsonPipe(kit, "user-activities").pipe(sample("user-activities").toString());

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .singleElement()
        .returns(null, GrcEvent::getEntityId)
        .returns("login", GrcEvent::getAction)
        .returns("jane", event -> event.getMetadata().get("actor"))
        .returns("success", event -> event.getMetadata().get("outcome"));
  }

  @Test
  void shouldTellTheTrailWhatAnAccessWas() throws Exception {
    // When
    new JsonPipe(kit, "data-access").pipe(sample("data-access").toString());

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .singleElement()
        .returns("DATA_ACCESS", event -> event.getMetadata().get("category"))
        .returns("failure", event -> event.getMetadata().get("outcome"))
        .returns("jane", event -> event.getMetadata().get("actor"));
  }

  @Test
  void shouldHandTheFrameworksOfADocumentOnToTheTrail() {
    // When
    new JsonPipe(kit, "audit-logs").pipe("acme", "{\"frameworks\":[\"gdpr\",\"sox\"]}");
    new JsonPipe(kit, "audit-logs").pipe("acme", "{\"framework\":\"DORA\"}");

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(event -> event.getMetadata().get("frameworks"))
        .containsExactly("GDPR,SOX", "DORA");
  }

  @Test
  void shouldReadTimesInSecondsMillisecondsAndText() throws Exception {
    // When
    for (final String topic : List.of("task-requests", "policy-updates", "policy-analysis")) {
      new JsonPipe(kit, topic).pipe(sample(topic).toString());
    }

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(GrcEvent::getTimestamp)
        .containsExactly(1_767_599_940_000L, 1_767_599_940_000L, 1_767_599_941_000L);
  }

  @Test
  void shouldTakeTheArrivalForADocumentWithoutTime() throws Exception {
    // When
    new JsonPipe(kit, INCIDENTS).pipe(sample(INCIDENTS).toString());

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(GrcEvent::getTimestamp)
        .containsExactly(kit.now().toEpochMilli());
  }

  @Test
  void shouldTakeTheOrganisationFromTheKeyWhereNoFieldNamesIt() {
    // When
    new JsonPipe(kit, INCIDENTS).pipe("globex", "{\"incidentId\":\"i-9\"}");

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(GrcEvent::getTenantId)
        .containsExactly("globex");
  }

  @Test
  void shouldNotTakeAnAgentFromTheKeyForATenant() {
    // When
    new JsonPipe(kit, "task-requests").pipe("policy-agent", "{\"taskId\":\"t-9\"}");

    // Then
    assertThat(kit.deadLetters("task-requests").readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly("missing-field");
  }

  @Test
  void shouldLetADocumentInOnceAndItsNextVersionToo() {
    // Given
    final JsonPipe policies = new JsonPipe(kit, "policy-updates");

    // When
    policies.pipe("acme", "{\"policyId\":\"p-1\",\"version\":1}");
    policies.pipe("acme", "{ \"policyId\": \"p-1\", \"version\": 1 }");
    policies.pipe("acme", "{\"policyId\":\"p-1\",\"version\":2}");

    // Then
    assertThat(OpenGate.grc(kit).readAll()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "reported, INCIDENT_REPORTED",
    "OPEN, INCIDENT_REPORTED",
    "investigating, INCIDENT_UPDATED",
    "Resolved, INCIDENT_RESOLVED",
    "closed, INCIDENT_RESOLVED"
  })
  void shouldTellAnIncidentsStepByItsStatus(final String status, final String type) {
    // When
    new JsonPipe(kit, INCIDENTS)
        .pipe("acme", "{\"incidentId\":\"i\",\"status\":\"" + status + "\"}");

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(GrcEvent::getEventType)
        .containsExactly(type);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("undecodable", "not json"),
        Arguments.of("undecodable", "[{}]"),
        Arguments.of("missing-field", "{}"),
        Arguments.of("missing-field", "{\"tenantId\":{\"id\":\"acme\"}}"),
        Arguments.of("invalid-field", "{\"tenantId\":\"acme\",\"timestamp\":\"yesterday\"}"),
        Arguments.of("invalid-field", "{\"tenantId\":\"acme\",\"timestamp\":1e99}"),
        Arguments.of("invalid-field", "{\"tenantId\":\"acme\",\"timestamp\":99999999999999999999}"),
        Arguments.of("negative-time", "{\"tenantId\":\"acme\",\"timestamp\":-5}"),
        Arguments.of(
            "future-time", "{\"tenantId\":\"acme\",\"timestamp\":\"2026-01-05T08:06:00Z\"}"),
        Arguments.of("field-too-long", "{\"tenantId\":\"" + "x".repeat(257) + "\"}"),
        Arguments.of(
            "field-too-long", "{\"tenantId\":\"acme\",\"x\":\"" + "x".repeat(262_144) + "\"}"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void shouldRefuse(final String reason, final String json) {
    // When
    new JsonPipe(kit, INCIDENTS).pipe(json);

    // Then
    assertThat(kit.deadLetters(INCIDENTS).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly(reason);
    assertThat(OpenGate.grc(kit).isEmpty()).isTrue();
  }

  @Test
  void shouldLetNoFilterKeepAnActOutOfTheTrail() {
    // Given a tenant that takes nothing but incidents
    kit.tenantConfigs().pipe(tenantConfig("acme").setTopics(List.of(INCIDENTS)).build());

    // When
    new JsonPipe(kit, "policy-updates").pipe("acme", "{\"policyId\":\"p-1\"}");
    new JsonPipe(kit, "audit-logs").pipe("acme", "{\"actor\":\"jane\"}");
    new JsonPipe(kit, INCIDENTS).pipe("acme", "{\"incidentId\":\"i-1\"}");

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(event -> event.getMetadata().get("topic"))
        .containsExactly("audit-logs", INCIDENTS);
  }

  private static JsonNode sample(final String topic) throws Exception {
    for (final String line : JsonPipe.lines("samples/documents.ndjson")) {
      final JsonNode sample = JSON.readTree(line);
      if (sample.get("topic").asText().equals(topic)) {
        return sample.get("document");
      }
    }
    throw new IllegalArgumentException("no sample of " + topic);
  }
}
