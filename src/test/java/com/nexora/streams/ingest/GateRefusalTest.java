package com.nexora.streams.ingest;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.remediation;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.Draft;
import com.nexora.streams.testkit.EventPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the gate refuses: one reason a mistake, each in a sentence without payload. */
final class GateRefusalTest {

  private static final byte[] KEY = "tenant-a/entity-1".getBytes(StandardCharsets.UTF_8);
  private static final String MARK = "do-not-leak";

  private final TopologyTestKit kit = OpenGate.kit();

  @AfterEach
  void close() {
    kit.close();
  }

  private DeadLetter letterAbout(final byte[] value) {
    kit.nhi().raw(Topics.NHI_EVENTS, KEY, value, new RecordHeaders(), kit.now());
    return onlyLetter(Topics.NHI_EVENTS);
  }

  private DeadLetter onlyLetter(final String topic) {
    return kit.deadLetters(topic).readAll().stream()
        .reduce(
            (one, two) -> {
              throw new AssertionError("more than one letter");
            })
        .orElseThrow();
  }

  @Test
  void shouldRefuseARecordWithoutValue() {
    // When
    final DeadLetter letter = letterAbout(null);

    // Then
    assertThat(letter.getReason()).isEqualTo("empty-value");
    assertThat(letter.getValueSize()).isEqualTo(-1);
  }

  @Test
  void shouldRefuseBytesThatAreNoAvro() {
    // When
    final DeadLetter letter = letterAbout(MARK.getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(letter.getReason()).isEqualTo("undecodable");
    assertThat(letter.getErrorMessage()).contains("11 bytes").doesNotContain(MARK);
  }

  @Test
  void shouldRefuseACutRecord() {
    // Given
    final byte[] whole = kit.nhi().encode(nhi().build());

    // When
    final DeadLetter letter = letterAbout(java.util.Arrays.copyOf(whole, whole.length - 3));

    // Then
    assertThat(letter.getReason()).isEqualTo("undecodable");
  }

  @Test
  void shouldRefuseAnUnknownSchemaId() {
    // Given
    final byte[] value = kit.nhi().encode(nhi().build());
    ByteBuffer.wrap(value).putInt(1, 4711);

    // When
    final DeadLetter letter = letterAbout(value);

    // Then
    assertThat(letter.getReason()).isEqualTo("unknown-schema");
  }

  @Test
  void shouldRefuseARecordOfAnotherSchema() {
    // Given
    final Schema other =
        SchemaBuilder.record("NHIEvent")
            .namespace("com.nexora.events")
            .fields()
            .requiredInt("n")
            .endRecord();
    final int id = kit.registry().register(other);

    // When
    final DeadLetter letter =
        letterAbout(ByteBuffer.allocate(6).put((byte) 0).putInt(id).put((byte) 2).array());

    // Then
    assertThat(letter.getReason()).isEqualTo("incompatible-schema");
  }

  @Test
  void shouldRefuseATwoMegabyteRecordWithALetterThatFits() {
    // Given
    final byte[] value = new byte[2 * 1024 * 1024];

    // When
    final DeadLetter letter = letterAbout(value);

    // Then
    assertThat(letter.getReason()).isEqualTo("too-large");
    assertThat(letter.getValueTruncated()).isTrue();
    assertThat(letter.getValueSize()).isEqualTo(value.length);
    assertThat(letter.getValue().remaining()).isEqualTo(256 * 1024);
  }

  @Test
  void shouldRefuseHeadersThatWouldNotFitTheNextTopic() {
    // Given
    final RecordHeaders headers = new RecordHeaders();
    headers.add("h", new byte[16 * 1024]);

    // When
    kit.nhi().pipeKeyed(KEY, nhi(), headers);

    // Then
    assertRefused(Topics.NHI_EVENTS, "headers-too-large", "16384 bytes");
  }

  @Test
  void shouldLetTheLargestEventInThroughTheHop() {
    // Given
    final int overhead = kit.nhi().encode(nhi().ocsf("x".repeat(900_000)).build()).length - 900_000;

    // When
    kit.nhi().pipeKeyed(null, nhi().ocsf("x".repeat(1_000_000 - overhead)));

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).hasSize(1);
  }

  static Stream<Arguments> badNhi() {
    return Stream.of(
        Arguments.of("missing-field", "tenant_id", nhi().of("").with("s", MARK)),
        Arguments.of("missing-field", "entity_id", nhi().entity("")),
        Arguments.of("field-too-long", "tenant_id", nhi().of("t".repeat(257))),
        Arguments.of("field-too-long", "entity_id", nhi().entity("ä".repeat(1025))),
        Arguments.of("field-too-long", "event_id", nhi().id("i".repeat(257))),
        Arguments.of("unknown-event-type", "event_type", nhi().type(MARK)),
        Arguments.of("negative-time", "timestamp", nhi().at(-1)),
        Arguments.of("future-time", "timestamp", nhi().after(Duration.ofMinutes(5).plusMillis(1))),
        Arguments.of("future-time", "timestamp", nhi().at(Long.MAX_VALUE)),
        Arguments.of("metadata-too-large", "metadata", nhi().with(MARK, "v".repeat(33 * 1024))));
  }

  @ParameterizedTest
  @MethodSource("badNhi")
  void shouldRefuseABadNhiEvent(
      final String reason, final String field, final Draft<NHIEvent, ?> draft) {
    // When
    kit.nhi().pipe(draft);

    // Then
    assertRefused(Topics.NHI_EVENTS, reason, field);
  }

  @Test
  void shouldRefuseAnEventWithoutId() {
    // Given
    final NHIEvent event = nhi().build();
    event.setEventId("");

    // When
    kit.nhi().pipe(event);

    // Then
    assertRefused(Topics.NHI_EVENTS, "missing-field", "event_id");
  }

  @Test
  void shouldRefuseMetadataWithTooManyEntries() {
    // Given
    final var draft = nhi();
    for (int i = 0; i < 129; i++) {
      draft.with("k" + i, "");
    }

    // When
    kit.nhi().pipe(draft);

    // Then
    assertRefused(Topics.NHI_EVENTS, "metadata-too-large", "129 entries");
  }

  static Stream<Arguments> badThreats() {
    return Stream.of(
        Arguments.of("missing-field", "threat_id", threat("")),
        Arguments.of("field-too-long", "threat_id", threat("t".repeat(257))),
        Arguments.of("unknown-event-type", "event_type", threat("t").type("threat.")),
        Arguments.of("out-of-range", "threat_score", threat("t").scored(10.001)),
        Arguments.of("out-of-range", "threat_score", threat("t").scored(-0.001)),
        Arguments.of("out-of-range", "threat_score", threat("t").scored(Double.NaN)),
        Arguments.of("out-of-range", "threat_score", threat("t").scored(Double.POSITIVE_INFINITY)),
        Arguments.of("out-of-range", "confidence", threat("t").confident(1.001)),
        Arguments.of("out-of-range", "confidence", threat("t").confident(-0.001)),
        Arguments.of("out-of-range", "confidence", threat("t").confident(Double.NaN)),
        Arguments.of("negative-time", "timestamp", threat("t").at(Long.MIN_VALUE)));
  }

  @ParameterizedTest
  @MethodSource("badThreats")
  void shouldRefuseABadThreatEvent(
      final String reason, final String field, final Draft<ThreatEvent, ?> draft) {
    // When
    kit.threats().pipe(draft);

    // Then
    assertRefused(Topics.THREAT_EVENTS, reason, field);
  }

  static Stream<Arguments> badRemediations() {
    return Stream.of(
        Arguments.of("missing-field", "threat_id", remediation("")),
        Arguments.of("missing-field", "finding_id", remediation("t").finding("")),
        Arguments.of("field-too-long", "finding_id", remediation("t").finding("f".repeat(257))),
        Arguments.of(
            "unknown-event-type", "event_type", remediation("t").type("remediation.done")));
  }

  @ParameterizedTest
  @MethodSource("badRemediations")
  void shouldRefuseABadRemediationEvent(
      final String reason, final String field, final Draft<RemediationEvent, ?> draft) {
    // When
    kit.remediations().pipe(draft);

    // Then
    assertRefused(Topics.REMEDIATION_EVENTS, reason, field);
  }

  static Stream<Arguments> badAgentEvents() {
    return Stream.of(
        Arguments.of("unknown-event-type", "event_type", agentEvent("agent.paused")),
        Arguments.of("unknown-event-type", "event_type", agentEvent("anomaly.")),
        Arguments.of(
            "missing-field", "aggregate_id", agentEvent("agent.started").aggregate("agent", "")),
        Arguments.of(
            "missing-field", "aggregate_type", agentEvent("agent.started").aggregate("", "a")),
        Arguments.of(
            "invalid-field", "aggregate_type", agentEvent("agent.started").aggregate("a:b", "c")),
        Arguments.of(
            "field-too-long",
            "agent_id",
            agentEvent("agent.started").aggregate("task", "t").entity("a".repeat(2049))));
  }

  @ParameterizedTest
  @MethodSource("badAgentEvents")
  void shouldRefuseABadAgentEvent(
      final String reason, final String field, final Draft<AgentEvent, ?> draft) {
    // When
    kit.agents().pipe(draft);

    // Then
    assertRefused(Topics.AGENT_EVENTS, reason, field);
  }

  @Test
  void shouldRefuseAWorkflowEventThatNamesNoEvent() {
    // When
    kit.agents().pipe(agentEvent("workflow."));

    // Then
    assertRefused(Topics.WORKFLOW_EVENTS, "unknown-event-type", "event_type");
  }

  static Stream<Arguments> badAudits() {
    return Stream.of(
        Arguments.of("field-too-long", "audit_id", audit().id("i".repeat(129))),
        Arguments.of("missing-field", "tenant_id", audit().of("")),
        Arguments.of("missing-field", "event_type", audit().type("")),
        Arguments.of("missing-field", "actor", audit().entity("")),
        Arguments.of("missing-field", "action", audit().action("")),
        Arguments.of("invalid-field", "category", audit().category(MARK)),
        Arguments.of("invalid-field", "severity", audit().severity("URGENT")),
        Arguments.of("invalid-field", "outcome", audit().outcome("maybe")),
        Arguments.of("negative-time", "occurred_at", audit().at(-1)));
  }

  @ParameterizedTest
  @MethodSource("badAudits")
  void shouldRefuseABadAuditEvent(
      final String reason, final String field, final Draft<AuditEvent, ?> draft) {
    // When
    kit.audits().pipe(draft);

    // Then
    assertRefused(Topics.AUDIT_EVENTS, reason, field);
  }

  @Test
  void shouldAcceptAnEventTimeExactlyFiveMinutesAhead() {
    // When
    kit.nhi().pipe(nhi().after(Duration.ofMinutes(5)));

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).hasSize(1);
  }

  @Test
  void shouldAcceptTheFirstMillisecondOf1970() {
    // When
    kit.nhi().pipe(nhi().at(0));

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).hasSize(1);
  }

  @Test
  void shouldRefuseTheEventsOfADisabledTenantOnly() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("tenant-off").setEnabled(false).build());

    // When
    kit.nhi().pipe(nhi().of("tenant-off"), nhi().of("tenant-on"));

    // Then
    assertRefused(Topics.NHI_EVENTS, "tenant-disabled", "tenant.config");
    assertThat(OpenGate.nhi(kit).readAll())
        .extracting(NHIEvent::getTenantId)
        .containsExactly("tenant-on");
  }

  @Test
  void shouldCountRefusalsByReason() {
    // When
    kit.nhi().pipe(nhi().of(""), nhi().entity(""), nhi().at(-1));

    // Then
    assertThat(
            kit.count(
                GateMetrics.GROUP,
                "refused-total",
                Map.of("family", "nhi", "reason", "missing-field")))
        .isEqualTo(2);
  }

  @Test
  void shouldNameTheTenantOfAReadableRecord() {
    // When
    kit.threats().pipe(threat("t").of("tenant-b").scored(11));

    // Then
    assertThat(onlyLetter(Topics.THREAT_EVENTS).getTenantId()).isEqualTo("tenant-b");
  }

  @Test
  void shouldGoOnAfterAStormOfPoison() {
    // Given
    final EventPipe<NHIEvent> pipe = kit.nhi();
    for (int i = 0; i < 500; i++) {
      pipe.raw(
          Topics.NHI_EVENTS,
          KEY,
          new byte[] {0, 0, 0, 0, (byte) i},
          new RecordHeaders(),
          kit.now());
    }

    // When
    pipe.pipe(nhi());

    // Then
    assertThat(OpenGate.nhi(kit).readAll()).hasSize(1);
    assertThat(kit.deadLetters(Topics.NHI_EVENTS).readAll()).hasSize(500);
  }

  private void assertRefused(final String topic, final String reason, final String naming) {
    final DeadLetter letter = onlyLetter(topic);
    assertThat(letter.getReason()).isEqualTo(reason);
    assertThat(letter.getErrorMessage()).contains(naming).doesNotContain(MARK);
    assertThat(letter.getAttempts()).isEqualTo(1);
  }
}
