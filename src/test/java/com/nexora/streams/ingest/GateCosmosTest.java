package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.tenantConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The change feed of a database, deletes included, as events of governance. */
final class GateCosmosTest {

  private static final String TOPIC = "cosmos.changes";

  private final TopologyTestKit kit = OpenGate.kit();
  private final JsonPipe changes = new JsonPipe(kit, TOPIC);

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldMakeAnEventOfEveryChangeOfTheSamples() {
    // When
    changes.pipeLines("samples/cosmos-changes.ndjson");

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(
            event ->
                String.join(
                    " ",
                    event.getTenantId(),
                    event.getEntityId(),
                    event.getEventType(),
                    event.getAction(),
                    event.getSource()))
        .containsExactly(
            "acme risk-7 RISK_CREATED risk.created COSMOS_DB",
            "acme risk-7 RISK_STATUS_CHANGED risk.updated COSMOS_DB",
            "acme risk-7 RISK_DELETED risk.deleted COSMOS_DB",
            "acme control-3 CONTROL_DELETED control.deleted COSMOS_DB",
            "acme incident-1 INCIDENT_REPORTED incident.created COSMOS_DB",
            "acme policy-2 POLICY_UPDATED policy.updated COSMOS_DB");
    assertThat(kit.deadLetters(TOPIC).isEmpty()).isTrue();
  }

  @Test
  void shouldSayWhoWhenAndWhichVersion() {
    // When
    changes.pipeLines("samples/cosmos-changes.ndjson");

    // Then
    assertThat(OpenGate.grc(kit).readAll().get(1))
        .returns(1_767_599_700_000L, GrcEvent::getTimestamp)
        .returns("joe", event -> event.getMetadata().get("actor"))
        .returns("377", event -> event.getMetadata().get("cosmos_lsn"))
        .returns("376", event -> event.getMetadata().get("cosmos_previous_lsn"))
        .returns(
            "\"0000d926-0000-0700-0000-695b6e740000\"",
            event -> event.getMetadata().get("cosmos_etag"));
  }

  @Test
  void shouldKeepThePreviousImageOfADelete() throws Exception {
    // When
    changes.pipeLines("samples/cosmos-changes.ndjson");

    // Then
    final JsonNode data = new ObjectMapper().readTree(OpenGate.grc(kit).readAll().get(2).getData());
    assertThat(data.at("/previous/status").asText()).isEqualTo("mitigated");
  }

  @Test
  void shouldMarkWhatExpired() {
    // When
    changes.pipeLines("samples/cosmos-changes.ndjson");

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(event -> event.getMetadata().getOrDefault("cosmos_expired", "false"))
        .containsExactly("false", "false", "false", "true", "false", "false");
  }

  @Test
  void shouldLetEveryChangeInOnceThoughTheConnectorRepeatsThem() {
    // When
    changes.pipeLines("samples/cosmos-changes.ndjson");
    changes.pipeLines("samples/cosmos-changes.ndjson");

    // Then
    assertThat(OpenGate.grc(kit).readAll()).hasSize(6);
  }

  @Test
  void shouldTellTwoVersionsOfOneBatchApart() {
    // When
    changes.pipe(created("risk", "1").replace("create", "replace"));
    changes.pipe(created("risk", "2").replace("create", "replace"));

    // Then
    assertThat(OpenGate.grc(kit).readAll()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "risk, create, RISK_CREATED",
    "risk, replace, RISK_UPDATED",
    "control, create, CONTROL_CREATED",
    "control, replace, CONTROL_UPDATED",
    "policy, create, POLICY_CREATED",
    "incident, replace, INCIDENT_UPDATED",
    "incident, delete, INCIDENT_DELETED",
    "assessment, create, ASSESSMENT_STARTED",
    "assessment, replace, ASSESSMENT_UPDATED",
    "complianceGap, create, COMPLIANCE_GAP_DETECTED",
    "complianceGap, delete, COMPLIANCE_GAP_DELETED"
  })
  void shouldNameAChangeByTypeAndOperation(
      final String kind, final String operation, final String type) {
    // When
    changes.pipe(created(kind, "1").replace("create", operation));

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(GrcEvent::getEventType)
        .containsExactly(type);
  }

  @Test
  void shouldTakeOtherTypesOfDocumentsForTenantsThatAllowThem() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("acme").setAllowUnknownTypes(true).build());

    // When
    changes.pipe(created("vendorReview", "1"));
    changes.pipe(created("vendorReview", "1").replace("acme", "globex"));

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(GrcEvent::getEventType)
        .containsExactly("VENDOR_REVIEW_CREATED");
    assertThat(kit.deadLetters(TOPIC).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly("unknown-event-type");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("undecodable", "not json"),
        Arguments.of("missing-field", "{}"),
        Arguments.of("missing-field", created("risk", "1").replace("tenantId", "owner")),
        Arguments.of("missing-field", created("risk", "1").replace("\"id\"", "\"key\"")),
        Arguments.of(
            "missing-field",
            "{\"metadata\":{\"operationType\":\"delete\",\"lsn\":1,\"crts\":1,\"id\":\"a\"}}"),
        Arguments.of("invalid-field", created("risk", "1").replace("create", "upsert")),
        Arguments.of("missing-field", created("risk", "1").replace("1767599600", "\"never\"")),
        Arguments.of("future-time", created("risk", "1").replace("1767599600", "1767600301")));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void shouldRefuse(final String reason, final String json) {
    // When
    changes.pipe(json);

    // Then
    assertThat(kit.deadLetters(TOPIC).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly(reason);
    assertThat(List.of(OpenGate.grc(kit).isEmpty())).containsExactly(true);
  }

  private static String created(final String kind, final String etag) {
    return """
        {"current":{"id":"d-1","type":"%s","tenantId":"acme","_etag":"%s"},\
        "metadata":{"operationType":"create","lsn":7,"crts":1767599600}}"""
        .formatted(kind, etag);
  }
}
