package com.nexora.streams.topology;

import static com.nexora.streams.testkit.Events.grc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.nexora.events.AgentState;
import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.streams.agents.AgentStateReader;
import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.PrivacySettings;
import com.nexora.streams.privacy.PrivacyTopology;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The whole product: logs and governance events, from the topics they come by to where they end.
 */
final class LogsToTrailTest {

  private static final HmacKeys KEYS =
      HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));

  private static final PrivacyKeys PRIVACY = PrivacyKeys.random();

  private final TopologyTestKit kit =
      TopologyTestKit.whole(
          (properties, serdes) ->
              new NexoraTopology(
                      TopologySettings.defaults(1, 1),
                      serdes,
                      KEYS,
                      MetricPaths.defaults(),
                      RulesSource.shipped(),
                      SealGuard.open(),
                      new PrivacyTopology(PRIVACY, PrivacySettings.defaults()))
                  .build(new TopologyConfig(new StreamsConfig(properties))));

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldSealAuditAndSecurityLogsOnceAndSayWhereTheyStood() {
    // When
    for (int time = 0; time < 2; time++) {
      new JsonPipe(kit, Topics.LOGS_AUDIT).pipeLines("samples/logs-audit.ndjson");
      new JsonPipe(kit, Topics.LOGS_SECURITY).pipeLines("samples/logs-security.ndjson");
    }

    // Then
    assertThat(kit.output(Topics.AUDIT_RECORDS, AuditRecord.class).readAll())
        .extracting(AuditRecord::getAuditId)
        .containsExactly(
            ContentId.hex("log", "acme", "16fd2706-8baf-433b-82eb-8c7fada847da"),
            ContentId.hex("log", "acme", "886313e1-3b8a-5372-9b90-0c9aee199e5d"));
    final List<AuditEvent> acts = kit.output(Topics.AUDIT_INBOX, AuditEvent.class).readAll();
    assertThat(acts.get(0))
        .returns(Topics.LOGS_AUDIT, AuditEvent::getSourceTopic)
        .returns(0L, AuditEvent::getSourceOffset)
        .returns("nexora-streams", act -> act.getMetadata().get("recorded_by"));
  }

  @Test
  void shouldFoldTheExecutionsThatAreLoggedIntoTheAgentsStateAndSealThem() {
    // When
    new JsonPipe(kit, Topics.LOGS_APPLICATION).pipeLines("samples/logs-application.ndjson");

    // Then
    final AgentState state =
        new AgentStateReader(List.of(kit.<Bytes, byte[]>keyValueStore(Stores.AGENT_STATES)))
            .get("acme", "polymorphic-agent")
            .orElseThrow();
    assertThat(state)
        .returns("idle", AgentState::getStatus)
        .returns(1L, AgentState::getTasksStarted)
        .returns(1L, AgentState::getTasksCompleted);
    assertThat(kit.output(Topics.AUDIT_RECORDS, AuditRecord.class).readAll()).hasSize(2);
  }

  @Test
  void shouldSealWhatUsersDidAndWhatWasAccessedAndAuditedElsewhere() {
    // When
    new JsonPipe(kit, "user-activities").pipe("acme", "{\"userId\":\"u-1\",\"action\":\"login\"}");
    new JsonPipe(kit, "data-access").pipe("acme", "{\"userId\":\"u-2\",\"resource\":\"r\"}");
    new JsonPipe(kit, "audit-logs").pipe("acme", "{\"actor\":\"u-3\",\"action\":\"grant\"}");
    new JsonPipe(kit, "monitoring-metrics").pipe("a", "{\"tenantId\":\"acme\",\"cpu\":0.4}");

    // Then
    assertThat(kit.output(Topics.AUDIT_INBOX, AuditEvent.class).readAll())
        .extracting(AuditEvent::getCategory, AuditEvent::getActor, AuditEvent::getSourceTopic)
        .containsExactly(
            tuple("AUTHENTICATION", PRIVACY.pseudonyms().of("acme", "u-1"), "user-activities"),
            tuple("DATA_ACCESS", PRIVACY.pseudonyms().of("acme", "u-2"), "data-access"),
            tuple("AUTHORIZATION", "u-3", "audit-logs"));
  }

  @Test
  void shouldSealAGovernanceEvent() {
    // When
    kit.grc().pipe(grc("POLICY_VIOLATION").of("acme").id("e-1"));

    // Then
    assertThat(kit.output(Topics.AUDIT_RECORDS, AuditRecord.class).readAll())
        .extracting(AuditRecord::getAuditId)
        .containsExactly(ContentId.hex("grc-event", "acme", "POLICY_VIOLATION", "e-1"));
  }
}
