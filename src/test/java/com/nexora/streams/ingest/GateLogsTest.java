package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.tenantConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log envelopes: what they become, and what is refused. */
final class GateLogsTest {

  private static final String APPLICATION = "omninode.logging.application.v1";
  private static final String AUDIT = "omninode.logging.audit.v1";
  private static final String SECURITY = "omninode.logging.security.v1";
  private static final String ID = "16fd2706-8baf-433b-82eb-8c7fada847da";

  private final TopologyTestKit kit = OpenGate.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldMakeTasksOfTheExecutionsOfAnAgent() {
    // When
    new JsonPipe(kit, APPLICATION).pipeLines("samples/logs-application.ndjson");

    // Then
    assertThat(OpenGate.agents(kit).readRecords())
        .extracting(record -> text(record.key()), record -> record.value().getEventType())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("acme/polymorphic-agent", "task.started"),
            org.assertj.core.groups.Tuple.tuple("acme/polymorphic-agent", "task.completed"));
    assertThat(kit.deadLetters(APPLICATION).isEmpty()).isTrue();
    assertThat(OpenGate.count(kit, "accepted-total", "logs")).isEqualTo(3);
  }

  @Test
  void shouldKeepWhatAnExecutionSaysAndWhereItStood() {
    // When
    new JsonPipe(kit, APPLICATION).pipeLines("samples/logs-application.ndjson");

    // Then
    final TestRecord<byte[], AgentEvent> completed = OpenGate.agents(kit).readRecords().get(1);
    assertThat(completed.value())
        .returns("7c9e6679-7425-40de-944b-e07fc1f90ae8", AgentEvent::getEventId)
        .returns("task", AgentEvent::getAggregateType)
        .returns("exec-1", AgentEvent::getAggregateId)
        .returns("polymorphic-agent", AgentEvent::getAgentId)
        .returns("run-17", AgentEvent::getCorrelationId)
        .returns("7c9e6679-7425-40de-944b-e07fc1f90ae7", AgentEvent::getCausationId)
        .returns(1_767_600_001_250L, AgentEvent::getTimestamp)
        .returns(
            "{\"agent_name\":\"polymorphic-agent\",\"execution_id\":\"exec-1\",\"duration_ms\":1250}",
            AgentEvent::getPayload)
        .returns("AGENT_EXECUTION_COMPLETED", event -> event.getMetadata().get("log_code"));
    assertThat(OutputPipe.header(completed, "nexora-origin-topic")).isEqualTo(APPLICATION);
    assertThat(OutputPipe.header(completed, "nexora-origin-offset")).isEqualTo("1");
  }

  @Test
  void shouldLetALogOfAnAgentInOnce() {
    // Given
    final JsonPipe logs = new JsonPipe(kit, APPLICATION);

    // When
    logs.pipeLines("samples/logs-application.ndjson");
    kit.advance(Duration.ofMinutes(1));
    logs.pipeLines("samples/logs-application.ndjson");

    // Then
    assertThat(OpenGate.agents(kit).readAll()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "AGENT_EXECUTION_STARTED, task.started",
    "AGENT_EXECUTION_COMPLETED, task.completed",
    "AGENT_EXECUTION_FAILED, task.failed",
    "AGENT_ROUTED, workflow.agent_routed",
    "QUALITY_GATE_PASSED, workflow.quality_gate_passed",
    "QUALITY_GATE_FAILED, workflow.quality_gate_failed",
    "PROVIDER_SELECTED, workflow.provider_selected"
  })
  void shouldKnowTheCodesAboutAgents(final String code, final String type) {
    // When
    new JsonPipe(kit, APPLICATION).pipe(application().replace("KAFKA_EVENT_PUBLISHED", code));

    // Then
    assertThat(OpenGate.agents(kit).readAll())
        .singleElement()
        .returns(type, AgentEvent::getEventType)
        .returns("agent-1", AgentEvent::getAgentId);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"code\":\"KAFKA_EVENT_PUBLISHED\"",
        "\"code\":\"SOMETHING_NEW\"",
        "\"code\":null",
        "\"more\":1"
      })
  void shouldAcceptLogsThatConcernNoAgentAndSendThemNowhere(final String code) {
    // When
    new JsonPipe(kit, APPLICATION)
        .pipe(application().replace("\"code\":\"KAFKA_EVENT_PUBLISHED\"", code));

    // Then
    assertThat(OpenGate.agents(kit).isEmpty()).isTrue();
    assertThat(kit.deadLetters(APPLICATION).isEmpty()).isTrue();
    assertThat(OpenGate.count(kit, "accepted-total", "logs")).isEqualTo(1);
  }

  @Test
  void shouldMakeAnActOfAnAuditLog() {
    // When
    new JsonPipe(kit, AUDIT).pipeLines("samples/logs-audit.ndjson");

    // Then
    final TestRecord<byte[], AuditEvent> act = OpenGate.logs(kit).readRecords().get(0);
    assertThat(text(act.key())).isEqualTo("acme");
    assertThat(act.value())
        .returns(ContentId.hex("log", "acme", ID), AuditEvent::getAuditId)
        .returns("config.change", AuditEvent::getEventType)
        .returns("CONFIGURATION", AuditEvent::getCategory)
        .returns("jane", AuditEvent::getActor)
        .returns("agent:polymorphic-agent", AuditEvent::getResource)
        .returns("success", AuditEvent::getOutcome)
        .returns("INFO", AuditEvent::getSeverity)
        .returns(
            "{\"field\":\"model\",\"before\":\"small\",\"after\":\"large\"}",
            AuditEvent::getPayload)
        .returns(1_767_600_003_123L, AuditEvent::getOccurredAt)
        .returns("2026-01-05T08:00:03.123456Z", event -> event.getMetadata().get("timestamp"))
        .returns(ID, event -> event.getMetadata().get("source_event_id"));
  }

  @Test
  void shouldHandTheFrameworksOfAContextOnToTheTrail() {
    // When
    new JsonPipe(kit, AUDIT)
        .pipe(audit().replace("{\"k\":1}", "{\"frameworks\":[\"gdpr\",7,\" SOX \"]}"));
    new JsonPipe(kit, SECURITY)
        .pipe(security().replace("\"context\":{}", "\"context\":{\"framework\":\"dora,hipaa\"}"));
    new JsonPipe(kit, APPLICATION)
        .pipe(
            application()
                .replace("KAFKA_EVENT_PUBLISHED", "AGENT_EXECUTION_STARTED")
                .replace("\"agent_id\"", "\"frameworks\":[\"SOC2\"],\"agent_id\""));

    // Then
    assertThat(OpenGate.logs(kit).readAll())
        .extracting(AuditEvent::getFrameworks)
        .containsExactly(java.util.List.of("GDPR", "SOX"), java.util.List.of("DORA", "HIPAA"));
    assertThat(OpenGate.agents(kit).readAll())
        .singleElement()
        .returns("SOC2", event -> event.getMetadata().get("frameworks"));
  }

  @Test
  void shouldMakeAnActOfASecurityLog() {
    // When
    new JsonPipe(kit, SECURITY).pipeLines("samples/logs-security.ndjson");

    // Then
    assertThat(OpenGate.logs(kit).readAll())
        .singleElement()
        .returns("permission_check", AuditEvent::getEventType)
        .returns("AUTHORIZATION", AuditEvent::getCategory)
        .returns("failure", AuditEvent::getOutcome)
        .returns("MEDIUM", AuditEvent::getSeverity)
        .returns("svc-report", AuditEvent::getActor)
        .returns("deny", event -> event.getMetadata().get("decision"));
  }

  @ParameterizedTest
  @CsvSource({
    "api_key_used, allow, AUTHENTICATION, success, INFO",
    "api_key_created, allow, AUTHORIZATION, success, INFO",
    "api_key_revoked, allow, AUTHORIZATION, success, INFO",
    "permission_check, allow, AUTHORIZATION, success, INFO",
    "authentication_success, allow, AUTHENTICATION, success, INFO",
    "authentication_failure, allow, AUTHENTICATION, failure, MEDIUM",
    "authorization_success, allow, AUTHORIZATION, success, INFO",
    "authorization_failure, deny, AUTHORIZATION, failure, MEDIUM",
    "suspicious_activity, allow, SECURITY, success, HIGH",
    "rate_limit_exceeded, deny, SECURITY, failure, MEDIUM"
  })
  void shouldKnowEveryTypeOfSecurityLogs(
      final String type,
      final String decision,
      final String category,
      final String outcome,
      final String severity) {
    // When
    new JsonPipe(kit, SECURITY)
        .pipe(
            security().replace("permission_check", type).replace("\"deny\"", '"' + decision + '"'));

    // Then
    assertThat(OpenGate.logs(kit).readAll())
        .singleElement()
        .returns(category, AuditEvent::getCategory)
        .returns(outcome, AuditEvent::getOutcome)
        .returns(severity, AuditEvent::getSeverity);
  }

  @Test
  void shouldGiveTheSameActTheSameIdWhateverTheCaseOfItsUuid() {
    // When
    new JsonPipe(kit, AUDIT).pipe(audit());
    new JsonPipe(kit, AUDIT).pipe(audit().replace(ID, ID.toUpperCase(java.util.Locale.ROOT)));

    // Then
    assertThat(OpenGate.logs(kit).readAll())
        .extracting(AuditEvent::getAuditId)
        .containsExactly(ContentId.hex("log", "acme", ID), ContentId.hex("log", "acme", ID));
  }

  @Test
  void shouldTakeOutWhatIsNestedTooDeepToBeLookedAt() {
    // Given ten levels that may stay, and an eleventh that may not
    final String deep = "{\"a\":".repeat(10) + "{\"password\":\"x\"}" + "}".repeat(10);

    // When
    new JsonPipe(kit, AUDIT).pipe(audit().replace("{\"k\":1}", deep));

    // Then
    assertThat(OpenGate.logs(kit).readAll())
        .singleElement()
        .returns("{\"a\":".repeat(10) + "\"[REDACTED]\"" + "}".repeat(10), AuditEvent::getPayload);
  }

  @Test
  void shouldKeepNumbersAsTheyWereWritten() {
    // Given
    final String numbers = "{\"a\":12345678901234567890.123456789,\"b\":1e400,\"c\":-0}";

    // When
    new JsonPipe(kit, AUDIT).pipe(audit().replace("{\"k\":1}", numbers));

    // Then
    assertThat(OpenGate.logs(kit).readAll())
        .singleElement()
        .returns(numbers, AuditEvent::getPayload);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("undecodable", AUDIT, "not json"),
        Arguments.of("undecodable", AUDIT, ""),
        Arguments.of("undecodable", AUDIT, "[]"),
        Arguments.of("undecodable", AUDIT, audit() + audit()),
        Arguments.of("undecodable", AUDIT, audit().substring(0, 300)),
        Arguments.of("undecodable", AUDIT, audit().replace("\"k\":1", "\"k\":1,\"k\":2")),
        Arguments.of(
            "undecodable",
            AUDIT,
            audit().replace("{\"k\":1}", "{\"k\":".repeat(200) + "1" + "}".repeat(200))),
        Arguments.of("undecodable", AUDIT, audit().replace(":1}", ":" + "9".repeat(200) + "}")),
        Arguments.of("too-large", AUDIT, audit().replace("{\"k\":1}", wide(1_000_000))),
        Arguments.of("missing-field", AUDIT, audit().replace("\"event_id\"", "\"id\"")),
        Arguments.of("missing-field", AUDIT, audit().replace("\"source\"", "\"sender\"")),
        Arguments.of("missing-field", AUDIT, audit().replace("\"payload\"", "\"body\"")),
        Arguments.of("missing-field", AUDIT, audit().replace("\"actor\":\"jane\"", "\"x\":1")),
        Arguments.of(
            "missing-field",
            AUDIT,
            audit()
                .replace("\"actor\":\"jane\",", "")
                .replace("{\"event_type\"", "{\"payload.actor\":\"jane\",\"event_type\"")),
        Arguments.of("missing-field", AUDIT, audit().replace("\"jane\"", "\"\"")),
        Arguments.of("missing-field", AUDIT, audit().replace("\"jane\"", "null")),
        Arguments.of("invalid-field", AUDIT, audit().replace("\"jane\"", "{\"id\":1}")),
        Arguments.of("invalid-field", AUDIT, audit().replace(ID, "4711")),
        Arguments.of("invalid-field", AUDIT, audit().replace(ID, ID + "0")),
        Arguments.of("invalid-field", AUDIT, audit().replace(".000000Z", "Z")),
        Arguments.of("invalid-field", AUDIT, audit().replace(".000000Z", ".000Z")),
        Arguments.of("invalid-field", AUDIT, audit().replace(".000000Z", ".000000+00:00")),
        Arguments.of("invalid-field", AUDIT, audit().replace("2026-01-05", "2026-02-30")),
        Arguments.of("invalid-field", AUDIT, audit().replace("/audit/v1", "/audit/v2")),
        Arguments.of("invalid-field", AUDIT, audit().replace("/audit/v1", "/security/v1")),
        Arguments.of(
            "invalid-field", AUDIT, audit().replace("registry://omninode", "registry://other")),
        Arguments.of("invalid-field", AUDIT, audit().replace("\"success\"", "\"maybe\"")),
        Arguments.of("invalid-field", AUDIT, audit().replace("{\"k\":1}", "[1]")),
        Arguments.of(
            "invalid-field",
            AUDIT,
            audit().replace("{\"tenant_id\":\"acme\"", "{\"tenant_id\":\"globex\"")),
        Arguments.of(
            "field-too-long", AUDIT, audit().replace("\"jane\"", '"' + "x".repeat(2049) + '"')),
        Arguments.of("future-time", AUDIT, audit().replace("08:00:00", "08:05:01")),
        Arguments.of("negative-time", AUDIT, audit().replace("2026-01-05", "1969-01-05")),
        Arguments.of(
            "unknown-event-type", SECURITY, security().replace("permission_check", "api_key_lost")),
        Arguments.of("invalid-field", SECURITY, security().replace("\"deny\"", "\"perhaps\"")),
        Arguments.of("missing-field", SECURITY, security().replace("\"user_id\"", "\"user\"")),
        Arguments.of("missing-field", SECURITY, security().replace("\"resource\"", "\"what\"")),
        Arguments.of("invalid-field", APPLICATION, application().replace("INFO", "TRACE")),
        Arguments.of("missing-field", APPLICATION, application().replace("\"logger\"", "\"by\"")),
        Arguments.of("missing-field", APPLICATION, application().replace("\"message\"", "\"m\"")),
        Arguments.of(
            "missing-field", APPLICATION, application().replace("\"service_name\"", "\"service\"")),
        Arguments.of("invalid-field", APPLICATION, audit()));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void shouldRefuse(final String reason, final String topic, final String json) {
    // When
    new JsonPipe(kit, topic).pipe(json);

    // Then
    assertThat(kit.deadLetters(topic).readAll())
        .singleElement()
        .returns(reason, DeadLetter::getReason)
        .returns(topic, DeadLetter::getOriginalTopic)
        .returns(json.getBytes(StandardCharsets.UTF_8).length, DeadLetter::getValueSize);
    assertThat(OpenGate.logs(kit).isEmpty()).isTrue();
    assertThat(OpenGate.agents(kit).isEmpty()).isTrue();
  }

  @Test
  void shouldRefuseATombstone() {
    // When
    new JsonPipe(kit, AUDIT).pipe("acme", (byte[]) null);

    // Then
    assertThat(kit.deadLetters(AUDIT).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly("empty-value");
  }

  @Test
  void shouldRefuseAnAgentThatTheGateOfAgentsWouldRefuse() {
    // Given
    final String json =
        application()
            .replace("KAFKA_EVENT_PUBLISHED", "AGENT_EXECUTION_STARTED")
            .replace("agent-1", "x".repeat(2049));

    // When
    new JsonPipe(kit, APPLICATION).pipe(json);

    // Then
    assertThat(kit.deadLetters(APPLICATION).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly("field-too-long");
  }

  @Test
  void shouldRefuseTheLogsOfADisabledTenantAndNameIt() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("acme").setEnabled(false).build());

    // When
    new JsonPipe(kit, AUDIT).pipe(audit());

    // Then
    assertThat(kit.deadLetters(AUDIT).readAll())
        .singleElement()
        .returns("tenant-disabled", DeadLetter::getReason)
        .returns("acme", DeadLetter::getTenantId);
  }

  @Test
  void shouldNotTellAValueInTheMessageOfARefusal() {
    // When
    new JsonPipe(kit, AUDIT).pipe(audit().replace("\"success\"", "\"hunter2\""));

    // Then
    assertThat(kit.deadLetters(AUDIT).readAll())
        .singleElement()
        .satisfies(letter -> assertThat(letter.getErrorMessage()).doesNotContain("hunter2"));
  }

  private static String wide(final int characters) {
    return "{\"k\":\"" + "x".repeat(characters) + "\"}";
  }

  private static String envelope(final String kind, final String payload) {
    return """
        {"event_type":"omninode.logging.%1$s.v1","event_id":"%2$s",\
        "timestamp":"2026-01-05T08:00:00.000000Z","tenant_id":"acme","namespace":"omninode",\
        "source":"test","correlation_id":null,"causation_id":null,\
        "schema_ref":"registry://omninode/logging/%1$s/v1","payload":%3$s}"""
        .formatted(kind, ID, payload);
  }

  private static String audit() {
    return envelope(
        "audit",
        """
        {"tenant_id":"acme","action":"data.access","actor":"jane","resource":"table:customers",\
        "outcome":"success","context":{"k":1}}""");
  }

  private static String security() {
    return envelope(
        "security",
        """
        {"tenant_id":"acme","event_type":"permission_check","user_id":"jane",\
        "resource":"bucket:finance","decision":"deny","context":{}}""");
  }

  private static String application() {
    return envelope(
        "application",
        """
        {"service_name":"s","instance_id":"s-1","level":"INFO","logger":"l","message":"",\
        "code":"KAFKA_EVENT_PUBLISHED","context":{"agent_id":"agent-1"}}""");
  }

  private static String text(final byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
