package com.nexora.streams.audit;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AnalyticsAlert;
import com.nexora.events.AuditEvent;
import com.nexora.events.FindingChange;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.EventPipe;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditIntakeTopologyTest {

  private static final String GRC = "test.grc";
  private static final String CHANGES = "test.changes";
  private static final String ALERTS = "test.alerts";
  private static final String TENANT_ALERTS = "test.tenant-alerts";

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new AuditIntakeTopology(rooms.settings(), rooms.serdes())
                  .addTo(
                      rooms.builder(),
                      rooms.audits(),
                      rooms.stream(Topics.AUDIT_ACTS, AuditEvent.class),
                      rooms.stream(GRC, GrcEvent.class),
                      rooms.stream("test.logs", AuditEvent.class),
                      rooms.agents(),
                      rooms.stream(CHANGES, FindingChange.class),
                      rooms.stream(ALERTS, AnalyticsAlert.class),
                      rooms.stream(TENANT_ALERTS, AnalyticsAlert.class)));

  private final EventPipe<AuditEvent> adminActs =
      kit.input(
          Topics.AUDIT_ACTS,
          AuditEvent.class,
          act -> act.getTenantId().getBytes(StandardCharsets.UTF_8));

  private final OutputPipe<AuditEvent> inbox = kit.output(Topics.AUDIT_INBOX, AuditEvent.class);

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldAuditAnAgentsStepUnderAnIdMadeOfTenantTypeAndEvent() {
    // Given
    final var step = agentEvent("agent.started").of("acme").entity("agent-1").id("e-1");

    // When
    kit.agents().pipe(step);

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .returns(
            ContentId.hex("agent-event", "acme", "agent.started", "e-1"), AuditEvent::getAuditId)
        .returns("SYSTEM", AuditEvent::getCategory)
        .returns("agent-1", AuditEvent::getAgent)
        .returns("agent:agent-1", AuditEvent::getResource)
        .returns("success", AuditEvent::getOutcome);
  }

  @Test
  void shouldMarkAnAdministrativeActAsTheProductsOwnAndKeepItsId() {
    // Given
    final AuditEvent act =
        AdminAct.of("acme", "privacy.hold.placed", "hold:case-7")
            .by("officer@acme")
            .at(1_767_600_000_000L)
            .because("litigation")
            .event();

    // When
    adminActs.pipe(act);

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .returns(
            ContentId.hex(
                "admin-act", "acme", "privacy.hold.placed", "hold:case-7", "1767600000000"),
            AuditEvent::getAuditId)
        .returns("CONFIGURATION", AuditEvent::getCategory)
        .returns("officer@acme", AuditEvent::getActor)
        .returns("litigation", AuditEvent::getDescription)
        .returns(Topics.AUDIT_ACTS, AuditEvent::getSourceTopic)
        .returns(AuditDrafts.PRODUCT, event -> event.getMetadata().get(AuditDrafts.RECORDED_BY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"performance.metric", "tool.invoked", "tool.completed"})
  void shouldNotAuditWhatTheSettingsLeaveOut(final String type) {
    // When
    kit.agents().pipe(agentEvent(type));

    // Then
    assertThat(inbox.isEmpty()).isTrue();
  }

  @Test
  void shouldRecordAFailedTaskAsFailure() {
    // When
    kit.agents().pipe(agentEvent("task.failed"));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .returns("failure", AuditEvent::getOutcome)
        .returns("MEDIUM", AuditEvent::getSeverity);
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "escalated", "resolved"})
  void shouldAuditTheTransitionsOfAFinding(final String change) {
    // When
    pipe(change(change, "cause-1", 9.1));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .returns("finding." + change, AuditEvent::getEventType)
        .returns(
            ContentId.hex("finding-change", "acme", "f-1", change, "cause-1"),
            AuditEvent::getAuditId)
        .returns("CRITICAL", AuditEvent::getSeverity)
        .returns("finding:f-1", AuditEvent::getResource)
        .satisfies(
            act ->
                assertThat(act.getMetadata())
                    .containsEntry(AuditDrafts.RECORDED_BY, AuditDrafts.PRODUCT));
  }

  @ParameterizedTest
  @ValueSource(strings = {ALERTS, TENANT_ALERTS})
  void shouldAuditTheOpeningOfAnAlert(final String topic) {
    // When
    pipe(topic, alert("open"));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .returns("anomaly.detected", AuditEvent::getAction)
        .returns(ContentId.hex("analytics-alert", "acme", "a-1"), AuditEvent::getAuditId)
        .returns("HIGH", AuditEvent::getSeverity)
        .returns("agent-1", AuditEvent::getAgent)
        .returns("alert:a-1", AuditEvent::getResource)
        .returns("a-1", AuditEvent::getCorrelationId)
        .satisfies(act -> assertThat(act.getPayload()).contains("\"metric\":\"errorRate\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"update", "close"})
  void shouldNotAuditTheLaterStepsOfAnAlert(final String state) {
    // When
    pipe(ALERTS, alert(state));

    // Then
    assertThat(inbox.isEmpty()).isTrue();
  }

  private void pipe(final String topic, final AnalyticsAlert alert) {
    kit.input(
            topic,
            AnalyticsAlert.class,
            record -> EntityKey.bytes(record.getTenantId(), record.getEntityId()))
        .pipe(alert);
  }

  private static AnalyticsAlert alert(final String state) {
    return AnalyticsAlert.newBuilder()
        .setAlertId("a-1")
        .setTenantId("acme")
        .setEntityId("agent-1")
        .setMetric("errorRate")
        .setState(state)
        .setObserved(0.5)
        .setExpectedLow(0)
        .setExpectedHigh(0.1)
        .setUnusualness(8)
        .setTimestamp(2)
        .setOpenedAt(1)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rescored", "reopened", "expired"})
  void shouldNotAuditWhatDependsOnTheOrderOfArrival(final String change) {
    // When
    pipe(change(change, "cause-1", 9.1));

    // Then
    assertThat(inbox.isEmpty()).isTrue();
  }

  @Test
  void shouldGiveAProducersIdANamespaceOfItsOwn() {
    // Given
    final String productId = ContentId.hex("agent-event", "acme", "agent.started", "e-1");

    // When
    kit.audits().pipe(audit().of("acme").id(productId));

    // Then
    assertThat(inbox.readAll()).singleElement().returns("ext:" + productId, AuditEvent::getAuditId);
  }

  @Test
  void shouldHashAProducersIdThatIsTooLongToBePrefixed() {
    // Given
    final String id = "x".repeat(126);

    // When
    kit.audits().pipe(audit().of("acme").id(id));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .returns("exthash:" + ContentId.hex("audit-id", "acme", id), AuditEvent::getAuditId);
  }

  @Test
  void shouldNotLetAProducerPassItsActOffAsTheProducts() {
    // When
    kit.audits().pipe(audit().with(AuditDrafts.RECORDED_BY, AuditDrafts.PRODUCT));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .satisfies(act -> assertThat(act.getMetadata()).doesNotContainKey(AuditDrafts.RECORDED_BY));
  }

  @Test
  void shouldKeyByTenantAndCarryTheHeadersOfEveryOutput() {
    // When
    kit.audits().pipe(audit().of("a/b%").id("act-1"));

    // Then
    final TestRecord<byte[], AuditEvent> record = inbox.readRecords().get(0);
    assertThat(record.key()).isEqualTo("a/b%".getBytes(StandardCharsets.UTF_8));
    assertThat(OutputPipe.header(record, OutputHeaders.TENANT_ID)).isEqualTo("a/b%");
    assertThat(OutputPipe.header(record, OutputHeaders.EVENT_TYPE)).isEqualTo("data.access");
    assertThat(OutputPipe.header(record, OutputHeaders.CORRELATION_ID)).isEqualTo("ext:act-1");
    assertThat(OutputPipe.header(record, OutputHeaders.SCHEMA_VERSION)).isEqualTo("1");
  }

  @Test
  void shouldSayWhereAnActCameFrom() {
    // When
    kit.audits().pipe(audit().id("act-0"), audit().id("act-1"));

    // Then
    assertThat(inbox.readAll().get(1))
        .returns(Topics.AUDIT_EVENTS, AuditEvent::getSourceTopic)
        .returns(0, AuditEvent::getSourcePartition)
        .returns(1L, AuditEvent::getSourceOffset);
  }

  @Test
  void shouldReplaceAPayloadOfOver48KiBByItsDigest() {
    // Given
    final String payload = "{\"text\":\"" + "ü".repeat(30_000) + "\"}";

    // When
    kit.audits().pipe(audit().payload(payload));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .satisfies(
            act ->
                assertThat(act.getPayload())
                    .matches("\\{\"sha256\":\"[0-9a-f]{64}\",\"bytes\":60011}"));
  }

  @Test
  void shouldKeepAPayloadOfExactly48KiB() {
    // Given
    final String payload = "{\"a\":\"" + "x".repeat(48 * 1024 - 8) + "\"}";

    // When
    kit.audits().pipe(audit().payload(payload));

    // Then
    assertThat(inbox.readAll()).singleElement().returns(payload, AuditEvent::getPayload);
  }

  @Test
  void shouldSealAnActByDigestWhenItsOtherFieldsAreTooLarge() {
    // When
    kit.audits().pipe(audit().id("act-1").with("note", "x".repeat(70_000)));

    // Then
    assertThat(inbox.readAll())
        .singleElement()
        .satisfies(
            act -> {
              assertThat(act.getPayload()).contains("\"of\":\"event\"");
              assertThat(act.getAuditId()).isEqualTo("ext:act-1");
              assertThat(DraftSize.avro(act)).hasSizeLessThan(DraftSize.MAX_DRAFT_BYTES);
            });
  }

  private void pipe(final FindingChange change) {
    kit.input(CHANGES, FindingChange.class, c -> EntityKey.bytes(c.getTenantId(), c.getEntityId()))
        .pipe(change);
  }

  private static FindingChange change(final String change, final String cause, final double score) {
    return FindingChange.newBuilder()
        .setFindingId("f-1")
        .setTenantId("acme")
        .setEntityId("role-1")
        .setThreatId("t-1")
        .setChange(change)
        .setCauseEventId(cause)
        .setWindowTime(0)
        .setTimestamp(5)
        .setThreatScore(score)
        .setCorrelationScore(70)
        .setWasOpen(false)
        .setIsOpen(true)
        .setName("a \"quoted\" name")
        .build();
  }
}
