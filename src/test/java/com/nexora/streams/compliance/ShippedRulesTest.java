package com.nexora.streams.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.nexora.events.AuditEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each shipped rule against an act that keeps it, one that breaks it and one that it is not about.
 */
final class ShippedRulesTest {

  private static final RuleSet RULES = RulesYaml.shipped();

  private static JsonNode cases() throws IOException {
    return new YAMLMapper().readTree(ShippedRulesTest.class.getResource("/compliance-cases.yaml"));
  }

  static List<String> ids() {
    return RULES.rules().stream().map(ComplianceRule::ruleId).toList();
  }

  @Test
  void shouldHaveCasesForExactlyTheShippedRules() throws IOException {
    // Given
    final List<String> named = new ArrayList<>();

    // When
    cases().fieldNames().forEachRemaining(named::add);

    // Then
    assertThat(new TreeSet<>(named)).isEqualTo(new TreeSet<>(ids()));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void shouldBeKept(final String id) throws IOException {
    // Given
    final AuditEvent act = act(id, "keeps");

    // When
    final Judgement judgement = RULES.judge(act);

    // Then
    assertThat(matched(judgement)).contains(id);
    assertThat(violated(judgement)).doesNotContainKey(id);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void shouldBeBroken(final String id) throws IOException {
    // Given
    final AuditEvent act = act(id, "breaks");

    // When
    final Judgement judgement = RULES.judge(act);

    // Then
    assertThat(violated(judgement)).containsKey(id);
    assertThat(violated(judgement).get(id)).isNotBlank().doesNotContain("example.org", "{");
    assertThat(judgement.retentionDays())
        .isGreaterThanOrEqualTo(RULES.rule(id).orElseThrow().retentionDays());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void shouldNotBeAboutOtherActs(final String id) throws IOException {
    // Given
    final AuditEvent act = act(id, "other");

    // When
    final Judgement judgement = RULES.judge(act);

    // Then
    assertThat(matched(judgement)).doesNotContain(id);
  }

  @ParameterizedTest
  @EnumSource(Framework.class)
  void shouldHaveAtLeastFourRulesOfEachFramework(final Framework framework) {
    // When
    final List<ComplianceRule> rules =
        RULES.rules().stream().filter(rule -> rule.framework() == framework).toList();

    // Then
    assertThat(rules).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void shouldShipTheTwoRulesThatEverybodyAsksFor() {
    // When
    final ComplianceRule sox = RULES.rule("SOX-001").orElseThrow();
    final ComplianceRule gdpr = RULES.rule("GDPR-001").orElseThrow();

    // Then
    assertThat(sox)
        .returns("Financial Data Access Logging", ComplianceRule::title)
        .returns("DATA_ACCESS", ComplianceRule::category)
        .returns("HIGH", ComplianceRule::severity)
        .returns(2555, ComplianceRule::retentionDays)
        .returns(true, ComplianceRule::realTime);
    assertThat(gdpr)
        .returns("Personal Data Processing Log", ComplianceRule::title)
        .returns("DATA_MODIFICATION", ComplianceRule::category)
        .returns(2190, ComplianceRule::retentionDays)
        .returns(true, ComplianceRule::encryptionRequired);
  }

  private static AuditEvent act(final String id, final String which) throws IOException {
    final String category = RULES.rule(id).orElseThrow().category();
    return Acts.of(cases().path(id).path(which), category.equals("ANY") ? "SYSTEM" : category);
  }

  private static List<String> matched(final Judgement judgement) {
    return judgement.matched().stream().map(ComplianceRule::ruleId).toList();
  }

  private static Map<String, String> violated(final Judgement judgement) {
    return judgement.violations().stream()
        .collect(Collectors.toMap(v -> v.rule().ruleId(), Judgement.Violation::why));
  }
}
