package com.nexora.streams.compliance;

import static com.nexora.streams.testkit.Events.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.ComplianceViolation;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComplianceTopologyTest {

  private static final String JUDGED = "test.judged";
  private static final String OWN = "nexora-streams";
  private static final RetentionClasses CLASSES =
      new RetentionClasses(
          List.of(
              new RetentionClass("default", Duration.ofDays(2557).toMillis()),
              new RetentionClass("short", Duration.ofDays(366).toMillis()),
              new RetentionClass("long", Duration.ofDays(3653).toMillis())));

  private static final TopologySettings SETTINGS = TopologySettings.defaults(4, 4).keeping(CLASSES);

  private final TopologyTestKit kit = kit(RulesSource.shipped());
  private final OutputPipe<AuditEvent> judged = kit.output(JUDGED, AuditEvent.class);
  private final OutputPipe<ComplianceViolation> violations =
      kit.output(Topics.COMPLIANCE_VIOLATIONS, ComplianceViolation.class);

  private static TopologyTestKit kit(final RulesSource rules) {
    return TopologyTestKit.of(
        rooms -> {
          final ComplianceTopology compliance =
              new ComplianceTopology(rules, rooms.serdes(), SETTINGS);
          compliance.addTo(rooms.builder());
          rooms.capture(compliance.judge(rooms.audits(), "acts"), JUDGED, AuditEvent.class);
        });
  }

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldKeepAndEncryptAnActTaggedGdprFor2190DaysAfterItHappened() {
    // Given
    final AuditEvent act = act("SYSTEM", "GDPR");

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(judged.readAll())
        .singleElement()
        .returns(true, AuditEvent::getEncrypted)
        .returns(null, AuditEvent::getCiphertext)
        .returns("default", AuditEvent::getRetentionClass)
        .returns(
            act.getOccurredAt() + Duration.ofDays(2190).toMillis(), AuditEvent::getRetentionUntil);
  }

  @Test
  void shouldTellAViolationWithRuleEntryWhyAndTimeAndNothingPersonal() {
    // Given
    final AuditEvent act = act("DATA_ACCESS", "SOX");
    act.setOutcome("failure");
    act.setActor("jane.doe@example.org");

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(violations.readAll())
        .singleElement()
        .returns("SOX-001", ComplianceViolation::getRuleId)
        .returns("SOX", ComplianceViolation::getFramework)
        .returns("HIGH", ComplianceViolation::getSeverity)
        .returns(act.getAuditId(), ComplianceViolation::getAuditId)
        .returns("outcome is failure", ComplianceViolation::getWhy)
        .returns(act.getOccurredAt(), ComplianceViolation::getOccurredAt)
        .satisfies(violation -> assertThat(violation.toString()).doesNotContain("jane"));
    assertThat(judged.readAll())
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.getMetadata()).containsEntry("violated_rules", "SOX-001"));
    assertThat(
            kit.count("nexora-compliance-metrics", "violations-total", Map.of("rule", "SOX-001")))
        .isEqualTo(1);
  }

  @Test
  void shouldTellTheViolationsOfAnActOnceHoweverOftenItComes() {
    // Given
    final AuditEvent act = act("DATA_ACCESS", "SOX");
    act.setOutcome("failure");
    kit.audits().pipe(act);

    // When
    kit.audits().pipe(act);
    kit.advance(Duration.ofMinutes(50));
    kit.audits().pipe(act);

    // Then
    assertThat(violations.readAll()).hasSize(1);
    assertThat(judged.readAll()).hasSize(3);
    assertThat(
            kit.count("nexora-compliance-metrics", "violations-total", Map.of("rule", "SOX-001")))
        .isEqualTo(1);
  }

  @Test
  void shouldOnlyMarkTheEntryWhenARuleIsNotWatchedInRealTime() {
    // Given
    final AuditEvent act = act("DATA_MODIFICATION", "GDPR");
    act.setOutcome("failure");

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(violations.isEmpty()).isTrue();
    assertThat(judged.readAll())
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.getMetadata()).containsEntry("violated_rules", "GDPR-001"));
  }

  @Test
  void shouldNeverFeedTheProductsOwnRecordsToViolationRules() {
    // Given
    final AuditEvent act = act("DATA_ACCESS", "SOX");
    act.setOutcome("failure");
    act.setMetadata(Map.of("recorded_by", OWN));

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(violations.isEmpty()).isTrue();
    assertThat(judged.readAll())
        .singleElement()
        .satisfies(entry -> assertThat(entry.getMetadata()).doesNotContainKey("violated_rules"))
        .satisfies(entry -> assertThat(entry.getRetentionUntil()).isNotNull());
  }

  @Test
  void shouldJudgeTheStepOfAnAgentAlthoughTheProductRecordsIt() {
    // Given
    final AuditEvent act = act("DATA_ACCESS", "SOX");
    act.setOutcome("failure");
    act.setMetadata(Map.of("recorded_by", OWN, "source_event_id", "e-1"));

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(violations.readAll()).hasSize(1);
  }

  @Test
  void shouldNotLetAProducerSayWhichRulesItBroke() {
    // Given
    final AuditEvent act = act("SYSTEM");
    act.setMetadata(Map.of("violated_rules", "SOX-001", "region", "eu"));

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(judged.readAll())
        .singleElement()
        .satisfies(entry -> assertThat(entry.getMetadata()).isEqualTo(Map.of("region", "eu")));
  }

  @Test
  void shouldTagAnActWithTheFrameworkOfARuleThatIsAboutIt() {
    // Given
    final AuditEvent act = act("DATA_ACCESS", "soc_2", "house-rules");
    act.setResource("table:customers");

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(judged.readAll())
        .singleElement()
        .returns(List.of("SOC2", "house-rules", "GDPR"), AuditEvent::getFrameworks);
  }

  @Test
  void shouldLeaveAnActThatNoRuleIsAboutAsItIs() {
    // Given
    final AuditEvent act = act("SYSTEM");

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(judged.readAll()).containsExactly(act);
  }

  @Test
  void shouldNotShortenTheRetentionThatAProducerAskedFor() {
    // Given
    final AuditEvent act = act("SYSTEM", "PCI-DSS");
    final long asked = act.getOccurredAt() + Duration.ofDays(4000).toMillis();
    act.setRetentionUntil(asked);

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(judged.readAll()).singleElement().returns(asked, AuditEvent::getRetentionUntil);
  }

  @Test
  void shouldTakeATenantsOwnRulesAtOnceAndForThatTenantOnly() {
    // Given
    override(
        "tenant-a",
        """
        {"retention_days": {"SOX": 3650}, "real_time_monitoring": ["GDPR-001"],
         "rules": [{"rule_id": "A-1", "framework": "SOX", "title": "No nights", "citation": "House rule 7",
           "category": "SYSTEM", "severity": "LOW", "retention_days": 10, "real_time_monitoring": true,
           "encryption_required": true, "match": [{"frameworks": "SOX"}],
           "violated": [{"actor_not": ["alice"]}]}]}
        """);

    // When
    kit.audits().pipe(act("SYSTEM", "SOX"));
    kit.audits().pipe(AuditEvent.newBuilder(act("SYSTEM", "SOX")).setTenantId("b").build());

    // Then
    final List<AuditEvent> entries = judged.readAll();
    assertThat(days(entries.get(0))).isEqualTo(3650);
    assertThat(entries.get(0).getEncrypted()).isTrue();
    assertThat(days(entries.get(1))).isEqualTo(2555);
    assertThat(violations.readAll())
        .singleElement()
        .returns("A-1", ComplianceViolation::getRuleId)
        .returns("actor is none of alice", ComplianceViolation::getWhy);
  }

  @Test
  void shouldRefuseToLoosenARuleForATenantAndKeepItsLastGoodRules() {
    // Given
    override("tenant-a", "{\"retention_days\": {\"SOX\": 3650}}");
    override("tenant-a", "{\"retention_days\": {\"SOX\": 30}}");
    override("tenant-a", "{\"retention_days\": {\"SOX-001\": 30}}");
    override("tenant-a", "{\"real_time_monitoring\": false}");
    override("tenant-a", "{\"rules\": [{\"rule_id\": \"SOX-001\"}]}");
    override("tenant-a", "garbage");

    // When
    kit.audits().pipe(act("SYSTEM", "SOX"));

    // Then
    assertThat(judged.readAll())
        .singleElement()
        .satisfies(e -> assertThat(days(e)).isEqualTo(3650));
  }

  @Test
  void shouldTakeChangedRulesWithoutARestartAndKeepTheLastGoodOnes(@TempDir final Path folder)
      throws Exception {
    // Given
    final Path file = folder.resolve("rules.yaml");
    Files.writeString(file, rules(10));
    final RulesSource source = RulesSource.of(file);
    try (TopologyTestKit own = kit(source)) {
      final OutputPipe<AuditEvent> entries = own.output(JUDGED, AuditEvent.class);

      // When
      own.audits().pipe(act("SYSTEM", "SOX"));
      change(file, rules(20), 1);
      final boolean read = source.refresh().orElseThrow().rules().isPresent();
      own.audits().pipe(act("SYSTEM", "SOX"));
      change(file, "rules: none", 2);
      final boolean readBad = source.refresh().orElseThrow().rules().isPresent();
      own.audits().pipe(act("SYSTEM", "SOX"));

      // Then
      assertThat(entries.readAll())
          .extracting(ComplianceTopologyTest::days)
          .containsExactly(10L, 20L, 20L);
      assertThat(read).isTrue();
      assertThat(readBad).isFalse();
      assertThat(source.refresh()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"PCI-DSS, short", "GDPR, default", "SOX, default", ", default"})
  void shouldChooseTheShortestClassThatCoversTheRetentionDate(
      final String framework, final String wanted) {
    // Given
    final AuditEvent act = framework == null ? act("SYSTEM") : act("SYSTEM", framework);
    act.setRetentionClass("made-up");

    // When
    kit.audits().pipe(act);

    // Then
    assertThat(judged.readAll()).singleElement().returns(wanted, AuditEvent::getRetentionClass);
  }

  @Test
  void shouldChooseALongerClassWhenTheTenantAsksForTenYears() {
    // Given
    override("tenant-a", "{\"retention_days\": {\"SOX\": 3650}}");

    // When
    kit.audits().pipe(act("SYSTEM", "SOX"));

    // Then
    assertThat(judged.readAll()).singleElement().returns("long", AuditEvent::getRetentionClass);
  }

  private void override(final String tenant, final String json) {
    kit.driver()
        .createInputTopic(Topics.COMPLIANCE_RULES, new StringSerializer(), new StringSerializer())
        .pipeInput(tenant, json);
  }

  private static void change(final Path file, final String text, final int second)
      throws java.io.IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(second)));
  }

  private static String rules(final int days) {
    return """
        frameworks:
          SOX: {retention_days: %d, encryption_required: false}
        rules:
          - {rule_id: S, framework: SOX, title: t, citation: c, category: SECURITY, severity: LOW,
             retention_days: 1, real_time_monitoring: false, encryption_required: false,
             match: [{frameworks: SOX}], violated: [{outcome: failure}]}
        """
        .formatted(days);
  }

  private static long days(final AuditEvent entry) {
    return Duration.ofMillis(entry.getRetentionUntil() - entry.getOccurredAt()).toDays();
  }

  private static AuditEvent act(final String category, final String... frameworks) {
    final AuditEvent act = audit().build();
    act.setCategory(category);
    act.setFrameworks(List.of(frameworks));
    act.setActor("user-1");
    act.setResource("res-1");
    act.setOccurredAt(Instant.parse("2026-01-05T08:00:00Z").toEpochMilli());
    return act;
  }
}
