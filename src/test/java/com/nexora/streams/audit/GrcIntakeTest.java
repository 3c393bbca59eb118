package com.nexora.streams.audit;

import static com.nexora.streams.testkit.Events.grc;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AnalyticsAlert;
import com.nexora.events.AuditEvent;
import com.nexora.events.FindingChange;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events of governance, risk and compliance are acts, and what they say in the trail. */
final class GrcIntakeTest {

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new AuditIntakeTopology(rooms.settings(), rooms.serdes())
                  .addTo(
                      rooms.builder(),
                      rooms.audits(),
                      rooms.stream(Topics.AUDIT_ACTS, AuditEvent.class),
                      rooms.stream(Topics.GRC_EVENTS, GrcEvent.class),
                      rooms.stream("test.logs", AuditEvent.class),
                      rooms.agents(),
                      rooms.stream("test.changes", FindingChange.class),
                      rooms.stream("test.alerts", AnalyticsAlert.class),
                      rooms.stream("test.tenant-alerts", AnalyticsAlert.class)));

  private final OutputPipe<AuditEvent> inbox = kit.output(Topics.AUDIT_INBOX, AuditEvent.class);

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldMakeAnActOfAUsersAction() {
    // Given
    final var event =
        grc("USER_ACTION")
            .of("acme")
            .entity("report-9")
            .id("e-1")
            .action("report.exported")
            .data("{\"format\":\"pdf\"}")
            .with("actor", "jane")
            .with("frameworks", "sox, GDPR")
            .with("recorded_by", "somebody");

    // When
    kit.grc().pipe(event);

    // Then
    final TestRecord<byte[], AuditEvent> record = inbox.readRecords().get(0);
    assertThat(record.key()).isEqualTo("acme".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(OutputPipe.header(record, "event-type")).isEqualTo("USER_ACTION");
    assertThat(record.value())
        .returns(ContentId.hex("grc-event", "acme", "USER_ACTION", "e-1"), AuditEvent::getAuditId)
        .returns("USER_ACTION", AuditEvent::getEventType)
        .returns("DATA_ACCESS", AuditEvent::getCategory)
        .returns("report.exported", AuditEvent::getAction)
        .returns("jane", AuditEvent::getActor)
        .returns("risk:report-9", AuditEvent::getResource)
        .returns("{\"format\":\"pdf\"}", AuditEvent::getPayload)
        .returns(java.util.List.of("SOX", "GDPR"), AuditEvent::getFrameworks)
        .returns(Topics.GRC_EVENTS, AuditEvent::getSourceTopic)
        .returns("e-1", act -> act.getMetadata().get("source_event_id"))
        .returns(AuditDrafts.PRODUCT, act -> act.getMetadata().get(AuditDrafts.RECORDED_BY));
  }

  @ParameterizedTest
  @CsvSource({
    "INCIDENT_REPORTED, SECURITY, HIGH, success",
    "INCIDENT_RESOLVED, SECURITY, INFO, success",
    "POLICY_VIOLATION, SECURITY, HIGH, failure",
    "POLICY_UPDATED, CONFIGURATION, INFO, success",
    "POLICY_ANALYSED, SYSTEM, INFO, success",
    "CONTROL_FAILED, CONFIGURATION, MEDIUM, failure",
    "CONTROL_TESTED, CONFIGURATION, INFO, success",
    "RISK_DELETED, DATA_MODIFICATION, INFO, success",
    "COMPLIANCE_GAP_DETECTED, SYSTEM, MEDIUM, success",
    "ASSESSMENT_OVERDUE, SYSTEM, MEDIUM, success",
    "GAP_ASSESSED, SYSTEM, INFO, success",
    "REPORT_GENERATED, SYSTEM, INFO, success",
    "DATA_ANOMALY, SECURITY, MEDIUM, success"
  })
  void shouldJudgeByTypeWhatTheEventDoesNotSay(
      final String type, final String category, final String severity, final String outcome) {
    // When
    kit.grc().pipe(grc(type));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .returns(category, AuditEvent::getCategory)
        .returns(severity, AuditEvent::getSeverity)
        .returns(outcome, AuditEvent::getOutcome)
        .returns("FRONTEND_APP", AuditEvent::getActor);
  }

  @ParameterizedTest
  @CsvSource({
    "login, AUTHENTICATION",
    "permission.grant, AUTHORIZATION",
    "config.change, CONFIGURATION",
    "record.delete, DATA_MODIFICATION",
    "file.download, DATA_ACCESS",
    "page.scroll, SYSTEM"
  })
  void shouldTellTheCategoryOfAUsersActionByItsWord(final String action, final String category) {
    // When
    kit.grc().pipe(grc("USER_ACTION").action(action));

    // Then
    assertThat(inbox.readAll()).singleElement().returns(category, AuditEvent::getCategory);
  }

  @Test
  void shouldTakeTheEventsOwnWordsWhereTheTrailKnowsThem() {
    // When
    kit.grc()
        .pipe(
            grc("USER_ACTION")
                .with("category", "DATA_ACCESS")
                .with("severity", "CRITICAL")
                .with("outcome", "denied"));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .returns("DATA_ACCESS", AuditEvent::getCategory)
        .returns("CRITICAL", AuditEvent::getSeverity)
        .returns("success", AuditEvent::getOutcome);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SYSTEM_ERROR", "SYSTEM_PERFORMANCE", "TASK_REQUESTED", "VENDOR_REVIEWED"})
  void shouldNotAuditWhatTheSettingsLeaveOut(final String type) {
    // When
    kit.grc().pipe(grc(type));

    // Then
    assertThat(inbox.isEmpty()).isTrue();
  }

  @Test
  void shouldGiveARepeatTheSameId() {
    // When
    kit.grc().pipe(grc("RISK_CREATED").id("e-1"), grc("RISK_CREATED").id("e-1"));

    // Then
    assertThat(inbox.readAll())
        .extracting(AuditEvent::getAuditId)
        .hasSize(2)
        .containsOnly(ContentId.hex("grc-event", "tenant-a", "RISK_CREATED", "e-1"));
  }
}
