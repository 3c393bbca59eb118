package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.grc;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.Events.GrcDraft;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Governance, risk and compliance: what is let in, under which key, and what is refused. */
final class GateGrcTest {

  private final TopologyTestKit kit = OpenGate.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RISK_CREATED",
        "RISK_UPDATED",
        "RISK_STATUS_CHANGED",
        "RISK_DELETED",
        "CONTROL_CREATED",
        "CONTROL_UPDATED",
        "CONTROL_TESTED",
        "CONTROL_FAILED",
        "ASSESSMENT_STARTED",
        "ASSESSMENT_COMPLETED",
        "ASSESSMENT_OVERDUE",
        "COMPLIANCE_GAP_DETECTED",
        "COMPLIANCE_STATUS_CHANGED",
        "POLICY_VIOLATION",
        "SYSTEM_ERROR",
        "SYSTEM_PERFORMANCE",
        "DATA_ANOMALY",
        "USER_ACTION",
        "INCIDENT_REPORTED",
        "INCIDENT_UPDATED",
        "INCIDENT_RESOLVED",
        "POLICY_UPDATED",
        "POLICY_ANALYSED",
        "GAP_ASSESSED",
        "RISK_ASSESSED",
        "REPORT_GENERATED",
        "TASK_REQUESTED",
        "TASK_RESPONDED"
      })
  void shouldLetEveryTypeOfTheRequirementsIn(final String type) {
    // Given
    final GrcEvent event = grc(type).entity("risk-7").build();

    // When
    kit.grc().pipe(event);

    // Then
    assertThat(OpenGate.grc(kit).readLatest())
        .containsOnlyKeys("tenant-a/risk-7")
        .containsValue(event);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FRONTEND_APP", "MCP_SERVER", "ARCHER_GRC", "COSMOS_DB", "BACKEND_API"})
  void shouldLetEverySourceOfTheRequirementsIn(final String source) {
    // When
    kit.grc().pipe(grc("RISK_CREATED").source(source));

    // Then
    assertThat(OpenGate.grc(kit).readAll()).hasSize(1);
  }

  @Test
  void shouldKeyAnEventWithoutEntityByItsId() {
    // When
    kit.grc().pipe(grc("SYSTEM_ERROR").withoutEntity().id("e-1"));

    // Then
    assertThat(OpenGate.grc(kit).readLatest()).containsOnlyKeys("tenant-a/e-1");
  }

  @Test
  void shouldMoveAnEventUnderAnotherKeyToItsEntity() {
    // When
    kit.grc()
        .pipeKeyed("anything".getBytes(StandardCharsets.UTF_8), grc("RISK_CREATED").entity("r-1"));

    // Then
    assertThat(OpenGate.grc(kit).readLatest()).containsOnlyKeys("tenant-a/r-1");
    assertThat(OpenGate.count(kit, "rekeyed-total", "grc")).isEqualTo(1);
  }

  @Test
  void shouldLetAnEventIdInOnce() {
    // Given
    final GrcDraft event = grc("RISK_CREATED").id("e-1");

    // When
    kit.grc().pipe(event, event);
    kit.advance(Duration.ofMinutes(30));
    kit.grc().pipe(event);

    // Then
    assertThat(OpenGate.grc(kit).readAll()).hasSize(1);
    assertThat(OpenGate.count(kit, "duplicates-removed-total", "grc")).isEqualTo(2);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("missing-field", grc("RISK_CREATED").of("")),
        Arguments.of("missing-field", grc("RISK_CREATED").action("")),
        Arguments.of("missing-field", grc("RISK_CREATED").data("")),
        Arguments.of("missing-field", grc("")),
        Arguments.of("field-too-long", grc("RISK_CREATED").action("x".repeat(257))),
        Arguments.of("field-too-long", grc("RISK_CREATED").entity("x".repeat(2049))),
        Arguments.of(
            "field-too-long", grc("RISK_CREATED").data("{\"a\":\"" + "x".repeat(262_144) + "\"}")),
        Arguments.of("invalid-field", grc("RISK_CREATED").source("SOMEWHERE")),
        Arguments.of("invalid-field", grc("RISK_CREATED").data("not json")),
        Arguments.of("invalid-field", grc("RISK_CREATED").data("[]")),
        Arguments.of("invalid-field", grc("RISK_CREATED").data("{} {}")),
        Arguments.of("invalid-field", grc("RISK_CREATED").data("{\"a\":1,\"a\":2}")),
        Arguments.of("invalid-field", grc("RISK_CREATED").data("{\"a\":")),
        Arguments.of(
            "invalid-field", grc("RISK_CREATED").data("{\"a\":".repeat(65) + "1" + "}".repeat(65))),
        Arguments.of("invalid-field", grc("RISK_CREATED").data("{\"a\":" + "9".repeat(101) + "}")),
        Arguments.of("unknown-event-type", grc("risk.created")),
        Arguments.of("unknown-event-type", grc("VENDOR_REVIEWED")),
        Arguments.of("negative-time", grc("RISK_CREATED").at(-1)),
        Arguments.of("future-time", grc("RISK_CREATED").after(Duration.ofMinutes(6))));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void shouldRefuse(final String reason, final GrcDraft draft) {
    // When
    kit.grc().pipe(draft);

    // Then
    assertThat(kit.deadLetters(Topics.GRC_EVENTS).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly(reason);
    assertThat(OpenGate.grc(kit).isEmpty()).isTrue();
  }

  @Test
  void shouldLetAnUnknownTypeInForTheTenantThatAllowsIt() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("acme").setAllowUnknownTypes(true).build());

    // When
    kit.grc().pipe(grc("VENDOR_REVIEWED").of("acme"), grc("VENDOR_REVIEWED").of("other"));

    // Then
    assertThat(OpenGate.grc(kit).readAll())
        .extracting(GrcEvent::getTenantId)
        .containsExactly("acme");
    assertThat(kit.deadLetters(Topics.GRC_EVENTS).readAll())
        .extracting(DeadLetter::getTenantId)
        .containsExactly("other");
  }

  @Test
  void shouldRefuseADisabledTenant() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("acme").setEnabled(false).build());

    // When
    kit.grc().pipe(grc("RISK_CREATED").of("acme"));

    // Then
    assertThat(kit.deadLetters(Topics.GRC_EVENTS).readAll())
        .extracting(DeadLetter::getReason)
        .containsExactly("tenant-disabled");
  }
}
