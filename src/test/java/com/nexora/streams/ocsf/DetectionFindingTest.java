package com.nexora.streams.ocsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.CorrelatedThreat;
import com.nexora.events.Evidence;
import com.nexora.events.RemediationStep;
import com.nexora.streams.testkit.OcsfSchemaValidator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A finding's OCSF body, held against the public schema and against a fixed expectation. */
final class DetectionFindingTest {

  @ParameterizedTest
  @CsvSource({
    "open, 200401, 1, 1, Create",
    "escalated, 200402, 2, 2, Update",
    "resolved, 200403, 3, 4, Close"
  })
  void shouldSayInOcsfWhereTheFindingStands(
      final String status,
      final long typeUid,
      final int activityId,
      final int statusId,
      final String activity)
      throws IOException {
    // Given
    final CorrelatedThreat finding = finding();
    finding.setStatus(status);

    // When
    final JsonNode body = new ObjectMapper().readTree(DetectionFinding.json(finding));

    // Then
    assertThat(body.get("type_uid").asLong()).isEqualTo(typeUid);
    assertThat(body.get("activity_id").asInt()).isEqualTo(activityId);
    assertThat(body.get("activity_name").asText()).isEqualTo(activity);
    assertThat(body.get("status_id").asInt()).isEqualTo(statusId);
    assertThat(body.get("class_uid").asInt()).isEqualTo(2004);
  }

  @ParameterizedTest
  @CsvSource({"9.0, 5", "8.9, 4", "7.0, 4", "6.9, 3", "4.0, 3", "3.9, 2", "0.0, 1"})
  void shouldTakeTheSeverityFromTheThreatScore(final double score, final int severityId)
      throws IOException {
    // Given
    final CorrelatedThreat finding = finding();
    finding.setThreatScore(score);

    // When
    final JsonNode body = new ObjectMapper().readTree(DetectionFinding.json(finding));

    // Then
    assertThat(body.get("severity_id").asInt()).isEqualTo(severityId);
  }

  @Test
  void shouldWriteTheseVeryBytes() {
    // When
    final String body = DetectionFinding.json(finding());

    // Then
    assertThat(body)
        .isEqualTo(
            """
            {"activity_id":1,"activity_name":"Create","category_uid":2,\
            "category_name":"Findings","class_uid":2004,"class_name":"Detection Finding",\
            "type_uid":200401,"type_name":"Detection Finding: Create","status_id":1,\
            "status":"New","time":1000,"start_time":900,"end_time":2000,"count":3,\
            "message":"Key theft against role-1","metadata":{"version":"1.1.0",\
            "product":{"name":"Nexora Streams","vendor_name":"Nexora"},\
            "tenant_uid":"tenant-a","correlation_uid":"f00d"},\
            "finding_info":{"uid":"f00d","title":"Key theft","types":["threat correlation"],\
            "created_time":1000,"first_seen_time":900,"last_seen_time":2000,\
            "analytic":{"name":"decayed noisy-OR","uid":"threat-correlation","type_id":1,\
            "type":"Rule"},"attacks":[{"tactic":{"uid":"TA0006"},\
            "technique":{"uid":"T1552.005"}}],"related_events":[{"uid":"thr-1",\
            "type":"threat"},{"uid":"nhi-1","type":"activity"}]},"severity_id":4,\
            "severity":"High","confidence_id":3,"confidence":"High","confidence_score":90,\
            "risk_level_id":2,"risk_level":"Medium","risk_score":68,\
            "resources":[{"uid":"role-1","type":"Non-human identity","criticality":"2.0"}],\
            "evidences":[{"data":{"event_id":"nhi-1","event_type":"nhi.updated",\
            "time":900,"share":0.25}}],\
            "remediation":{"desc":"rotate-key by responder-1: success"}}""");
  }

  @ParameterizedTest
  @CsvSource({"open", "escalated", "resolved"})
  void shouldBeValidToThePublicSchema(final String status) throws IOException {
    // Given
    final Optional<OcsfSchemaValidator> validator = OcsfSchemaValidator.shared();
    assumeTrue(validator.isPresent(), "the shared schema is not present");
    final CorrelatedThreat finding = finding();
    finding.setStatus(status);

    // When
    final List<String> violations =
        validator.get().violations(new ObjectMapper().readTree(DetectionFinding.json(finding)));

    // Then
    assertThat(violations).isEmpty();
  }

  @Test
  void shouldStayValidWhenTheFindingHasNeitherNameNorTactic() throws IOException {
    // Given
    final Optional<OcsfSchemaValidator> validator = OcsfSchemaValidator.shared();
    assumeTrue(validator.isPresent(), "the shared schema is not present");
    final CorrelatedThreat finding = finding();
    finding.setName("");
    finding.setTactic("");
    finding.setTechnique("");
    finding.setRemediations(List.of());

    // When
    final JsonNode body = new ObjectMapper().readTree(DetectionFinding.json(finding));

    // Then
    assertThat(validator.get().violations(body)).isEmpty();
    assertThat(body.at("/finding_info/title").asText()).isEqualTo("Threat t-1");
  }

  private static CorrelatedThreat finding() {
    return CorrelatedThreat.newBuilder()
        .setFindingId("f00d")
        .setTenantId("tenant-a")
        .setEntityId("role-1")
        .setThreatId("t-1")
        .setStatus("open")
        .setThreatScore(7.5)
        .setCorrelationScore(68)
        .setCriticality(2)
        .setConfidence(0.9)
        .setTactic("TA0006")
        .setTechnique("T1552.005")
        .setName("Key theft")
        .setTimestamp(1000)
        .setFirstSeen(900)
        .setLastSeen(2000)
        .setThreatEventId("thr-1")
        .setNhiEventId("nhi-1")
        .setThreatEventCount(3)
        .setFactors(List.of())
        .setEvidence(List.of(new Evidence("nhi-1", "nhi.updated", 900L, 0.25)))
        .setEvidenceCount(1)
        .setLifecycle(List.of())
        .setRemediations(
            List.of(
                new RemediationStep(
                    "r-1", "remediation.completed", "rotate-key", "responder-1", "success", 3000L)))
        .build();
  }
}
