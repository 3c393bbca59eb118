package com.nexora.streams.topology;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.grc;
import static com.nexora.streams.testkit.Events.nhi;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AgentEvent;
import com.nexora.events.AgentState;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.streams.agents.AgentStateReader;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.grc.GrcQuery;
import com.nexora.streams.grc.GrcReader;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.PrivacySettings;
import com.nexora.streams.privacy.PrivacyTopology;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the ids of data subjects outside of what the trail encrypts: the same pseudonyms
 * everywhere, and nothing in clear that an erasure would have to find.
 */
final class SubjectsInClearTest {

  private static final HmacKeys KEYS =
      HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PERSON = "cust-4711";

  private final PrivacyKeys keys = PrivacyKeys.random();
  private final TopologyTestKit kit =
      TopologyTestKit.whole(
          (properties, serdes) ->
              new NexoraTopology(
                      TopologySettings.defaults(1, 1),
                      serdes,
                      KEYS,
                      com.nexora.streams.analytics.MetricPaths.defaults(),
                      RulesSource.shipped(),
                      com.nexora.streams.audit.checkpoint.SealGuard.open(),
                      new PrivacyTopology(keys, PrivacySettings.defaults()))
                  .build(new TopologyConfig(new StreamsConfig(properties))));
  private final String pseudonym = keys.pseudonyms().of("acme", PERSON);

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldKeepAGovernanceEventWithPseudonymsOnly() throws Exception {
    // Given
    final GrcEvent event = aboutThePerson();

    // When
    kit.grc().pipe(event);

    // Then
    final GrcEvent kept = kept();
    final JsonNode data = JSON.readTree(kept.getData());
    assertThat(kept.toString()).doesNotContain(PERSON);
    assertThat(data.at("/order/customer_id").asText()).isEqualTo(pseudonym);
    assertThat(data.at("/order/note").asText()).isEqualTo("call " + pseudonym + "!");
    assertThat(kept.getData()).endsWith("\"total\":42.10}");
    assertThat(kept.getEntityId()).isEqualTo(pseudonym);
    assertThat(kept.getEventId()).isEqualTo("e-1");
    assertThat(kept.getAction()).isEqualTo("export of " + pseudonym);
    assertThat(kept.getMetadata()).containsEntry("file", pseudonym + ".csv");
  }

  @Test
  void shouldSealAnEventThatNobodyWantsEncryptedUnderTheSamePseudonym() throws Exception {
    // Given
    final GrcEvent event = aboutThePerson();
    event.setEventType("POLICY_UPDATED");

    // When
    kit.grc().pipe(event);

    // Then
    final AuditEvent act = acts().get(0);
    assertThat(act.toString()).doesNotContain(PERSON);
    assertThat(act.getEncrypted()).isFalse();
    assertThat(act.getResource()).isEqualTo("customer:" + pseudonym);
    assertThat(JSON.readTree(act.getPayload()).at("/order/customer_id").asText())
        .isEqualTo(pseudonym);
  }

  @Test
  void shouldStillEncryptAnEventThatBearsATagUnderTheSamePseudonym() throws Exception {
    // Given
    final GrcEvent event = aboutThePerson();
    event.getMetadata().put("frameworks", "GDPR");

    // When
    kit.grc().pipe(event);

    // Then
    final AuditEvent act = acts().get(0);
    assertThat(act.toString()).doesNotContain(PERSON);
    assertThat(act.getEncrypted()).isTrue();
    assertThat(act.getSubjects()).containsExactly(pseudonym);
    assertThat(kept().toString()).doesNotContain(PERSON);
    assertThat(JSON.readTree(kept().getData()).at("/order/customer_id").asText())
        .isEqualTo(pseudonym);
  }

  @Test
  void shouldEncryptUnderThePseudonymWhatARuleWantsEncryptedAfterTheGateHasPutIt() {
    // When: bears no tag, but changes something of a customer's
    kit.grc().pipe(aboutThePerson());

    // Then
    final AuditEvent act = acts().get(0);
    assertThat(act.toString()).doesNotContain(PERSON);
    assertThat(act.getFrameworks()).contains("GDPR");
    assertThat(act.getSubjects()).containsExactly(pseudonym);
    assertThat(act.getEncryptionKey()).isEqualTo(pseudonym + "/acts-0/1");
  }

  @Test
  void shouldNameThePersonsOfAnActThatNobodyWantsEncrypted() throws Exception {
    // Given
    final AuditEvent act =
        audit()
            .of("acme")
            .id("read-of-" + PERSON)
            .category("SYSTEM")
            .payload("{\"user_id\":\"" + PERSON + "\",\"ids\":[\"" + PERSON + "\"]}")
            .build();
    act.setActor(PERSON);
    act.setFrameworks(new ArrayList<>(List.of("SOX")));
    act.setCorrelationId("session of " + PERSON);

    // When
    kit.audits().pipe(act);

    // Then
    final AuditEvent sealed = acts().get(0);
    assertThat(sealed.toString()).doesNotContain(PERSON);
    assertThat(sealed.getActor()).isEqualTo(pseudonym);
    assertThat(sealed.getAuditId()).startsWith("exthash:");
    assertThat(sealed.getPayload())
        .isEqualTo("{\"user_id\":\"%1$s\",\"ids\":[\"%1$s\"]}".formatted(pseudonym));
    assertThat(everything()).doesNotContain(PERSON);
  }

  @Test
  void shouldKeepAnAgentsStateWithPseudonymsOnly() {
    // Given
    final AgentEvent event =
        agentEvent("agent.created")
            .of("acme")
            .entity("agent-7")
            .payload(
                "{\"agent_type\":\"llm\",\"configuration\":{\"user_id\":\"%1$s\",\"greeting\":\"Hi %1$s\"}}"
                    .formatted(PERSON))
            .build();

    // When
    kit.agents().pipe(event);

    // Then
    assertThat(state("agent-7").getConfiguration())
        .containsEntry("user_id", pseudonym)
        .containsEntry("greeting", "Hi " + pseudonym);
    assertThat(everything()).doesNotContain(PERSON);
  }

  /** What everything is found by stays: this is why no person's id may be an agent's. */
  @Test
  void shouldLeaveAnAgentFindableByItsIdEvenIfItIsThatOfAPerson() {
    // When
    kit.agents()
        .pipe(
            agentEvent("agent.created")
                .of("acme")
                .entity(PERSON)
                .payload("{\"configuration\":{\"user_id\":\"" + PERSON + "\"}}")
                .build());

    // Then
    assertThat(state(PERSON).getConfiguration()).containsEntry("user_id", pseudonym);
  }

  @Test
  void shouldNameThePersonsOfALogThatEndsAsAnAgentsState() {
    // Given
    final String log =
        """
        {"event_type":"omninode.logging.application.v1","event_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7",
         "timestamp":"2026-01-05T08:00:00.000000Z","tenant_id":"acme","namespace":"omninode",
         "source":"crm","correlation_id":"run-17","causation_id":null,
         "schema_ref":"registry://omninode/logging/application/v1",
         "payload":{"service_name":"crm","instance_id":"crm-1","level":"INFO","logger":"l",
          "message":"started for %1$s","code":"AGENT_EXECUTION_STARTED",
          "context":{"agent_name":"helper","execution_id":"exec-1","customer_id":"%1$s"}}}
        """
            .formatted(PERSON)
            .replace("\n", "");

    // When
    new JsonPipe(kit, Topics.LOGS_APPLICATION).pipe("k", log);

    // Then
    assertThat(acts().get(0).getMetadata())
        .containsEntry("log_message", "started for " + pseudonym);
    assertThat(everything()).doesNotContain(PERSON);
  }

  @Test
  void shouldNameTheUserOfASecurityLog() {
    // Given
    final String log =
        """
        {"event_type":"omninode.logging.security.v1","event_id":"886313e1-3b8a-5372-9b90-0c9aee199e5d",
         "timestamp":"2026-01-05T08:00:00.000000Z","tenant_id":"acme","namespace":"omninode",
         "source":"crm","correlation_id":null,"causation_id":null,
         "schema_ref":"registry://omninode/logging/security/v1",
         "payload":{"tenant_id":"acme","event_type":"permission_check","user_id":"%1$s",
          "resource":"file:%1$s.pdf","decision":"deny","context":{"reason":"%1$s may not"}}}
        """
            .formatted(PERSON)
            .replace("\n", "");

    // When
    new JsonPipe(kit, Topics.LOGS_SECURITY).pipe("k", log);

    // Then
    final AuditEvent act = acts().get(0);
    assertThat(act.toString()).doesNotContain(PERSON);
    assertThat(act.getActor()).isEqualTo(pseudonym);
    assertThat(act.getResource()).isEqualTo("file:" + pseudonym + ".pdf");
  }

  @Test
  void shouldNameThePersonsOfADocumentBeforeItHopsToItsEntity() {
    // When
    new JsonPipe(kit, "user-activities")
        .pipe(
            "acme",
            "{\"userId\":\"%1$s\",\"action\":\"login\",\"resourceId\":\"%1$s\"}".formatted(PERSON));

    // Then
    assertThat(kept().getEntityId()).isEqualTo(pseudonym);
    assertThat(acts().get(0).getActor()).isEqualTo(pseudonym);
    assertThat(everything()).doesNotContain(PERSON);
  }

  @Test
  void shouldOverwriteTheIdsOfALetterInTheirPlace() {
    // Given
    final GrcEvent event = aboutThePerson();
    event.setTimestamp(kit.now().toEpochMilli() + 86_400_000);

    // When
    kit.grc().pipe(event);

    // Then
    final DeadLetter letter = kit.deadLetters(Topics.GRC_EVENTS).readAll().get(0);
    final GrcEvent masked =
        kit.serdes()
            .value(GrcEvent.class)
            .deserializer()
            .deserialize(Topics.GRC_EVENTS, bytes(letter));
    assertThat(masked.getData())
        .isEqualTo(event.getData().replace(PERSON, "*".repeat(PERSON.length())));
    assertThat(masked.getEntityId()).isEqualTo("*".repeat(PERSON.length()));
    assertThat(masked.getTenantId()).isEqualTo("acme");
    assertThat(text(letter.getKey())).doesNotContain(PERSON).startsWith("acme");
    assertThat(Replay.isWhole(letter)).isFalse();
    assertThat(everything()).doesNotContain(PERSON);
  }

  @Test
  void shouldOverwriteTheIdsOfALetterThatHoldsOnlyAPartOfItsRecord() {
    // Given: larger than a letter, so its end is missing
    final GrcEvent event = aboutThePerson();
    event.setData(
        "{\"customer_id\":\"%s\",\"users\":[%s]}"
            .formatted(PERSON, "\"".concat("x".repeat(300_000)).concat("\"")));

    // When
    kit.grc().pipe(event);

    // Then
    assertThat(kit.deadLetters(Topics.GRC_EVENTS).readAll())
        .singleElement()
        .satisfies(letter -> assertThat(letter.getValueTruncated()).isTrue());
    assertThat(everything()).doesNotContain(PERSON);
  }

  @Test
  void shouldNameThePersonsInTheMetadataOfWhatIsDetected() {
    // Given
    final NHIEvent event = nhi().of("acme").build();
    event.setMetadata(Map.of("user_id", PERSON, "note", "seen with " + PERSON));

    // When
    kit.nhi().pipe(event);

    // Then
    assertThat(everything()).doesNotContain(PERSON);
  }

  @Test
  void shouldDropARepeatThatComesByAnotherWay() {
    // Given: once under its key, once under a wrong one
    final GrcEvent event = aboutThePerson();
    kit.grc().pipe(event);

    // When
    kit.grc()
        .raw(
            Topics.GRC_EVENTS,
            "wrong".getBytes(StandardCharsets.UTF_8),
            kit.grc().encode(aboutThePerson()),
            new RecordHeaders(),
            kit.now());

    // Then
    assertThat(page()).hasSize(1);
  }

  private static GrcEvent aboutThePerson() {
    final GrcEvent event =
        grc("RISK_UPDATED")
            .of("acme")
            .id("e-1")
            .entity(PERSON)
            .action("export of " + PERSON)
            .data(
                "{\"order\":{\"customer_id\":\"%1$s\",\"note\":\"call %1$s!\"},\"total\":42.10}"
                    .formatted(PERSON))
            .build();
    event.setEntityType("customer");
    event.setMetadata(new java.util.HashMap<>(Map.of("file", PERSON + ".csv")));
    return event;
  }

  private GrcEvent kept() {
    return page().get(0);
  }

  private List<GrcEvent> page() {
    return new GrcReader(kit.<Bytes, byte[]>keyValueStore(Stores.GRC_EVENTS))
        .page(new GrcQuery("acme", 0, 0, null, null, null, 10)).events().stream()
            .map(com.nexora.streams.grc.StoredGrcEvent::event)
            .toList();
  }

  private List<AuditEvent> acts() {
    return kit.output(Topics.AUDIT_INBOX, AuditEvent.class).readAll();
  }

  private AgentState state(final String agent) {
    return new AgentStateReader(List.of(kit.<Bytes, byte[]>keyValueStore(Stores.AGENT_STATES)))
        .get("acme", agent)
        .orElseThrow();
  }

  private String everything() {
    return String.join("\n", GraphOutputs.of(kit).values());
  }

  private static byte[] bytes(final DeadLetter letter) {
    final byte[] bytes = new byte[letter.getValue().remaining()];
    letter.getValue().duplicate().get(bytes);
    return bytes;
  }

  private static String text(final java.nio.ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }
}
