package com.nexora.streams.compliance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RulesYamlTest {

  private static final String GOOD =
      """
      frameworks:
        SOX: {retention_days: 2555, encryption_required: false}
      rules:
        - rule_id: X-1
          framework: SOX
          title: A title
          citation: An article
          category: DATA_ACCESS
          severity: HIGH
          retention_days: 10
          real_time_monitoring: true
          encryption_required: false
          match: [{frameworks: SOX}]
          violated: [{outcome: failure}]
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "framework: SOX|framework: SOCKS|rule X-1: names the framework \"SOCKS\"",
        "category: DATA_ACCESS|category: READING|rule X-1: field \"category\" is \"READING\"",
        "severity: HIGH|severity: high|rule X-1: field \"severity\" is \"high\"",
        "retention_days: 10|retention_days: ten|rule X-1: needs the field \"retention_days\"",
        "retention_days: 10|retention_days: 0|from 1 to 36525, not \"0\"",
        "real_time_monitoring: true|real_time: true|unknown field \"real_time\"",
        "real_time_monitoring: true|real_time_monitoring: 1|rule X-1: needs the field \"real_time_monitoring\"",
        "severity: HIGH|colour: red|rule X-1: has the unknown field \"colour\"",
        "title: A title|title: ''|rule X-1: needs the field \"title\"",
        "match: [{frameworks: SOX}]|match: []|rule X-1: needs the field \"match\"",
        "match: [{frameworks: SOX}]|match: [{framework: SOX}]|rule X-1, match 1: has the unknown field \"framework\"",
        "match: [{frameworks: SOX}]|match: [{}]|rule X-1, match 1: tests nothing",
        "outcome: failure|missing: payload|rule X-1, violated 1: field \"missing\" names \"payload\"",
        "outcome: failure|missing: 'payload:a..b'|rule X-1, violated 1: field \"missing\" has the path \"a..b\"",
        "outcome: failure|payload_above: {amount: many}|rule X-1, violated 1, payload_above: needs the field \"amount\" as a number",
        "outcome: failure|outside_hours: {from: '8', to: '17:00'}|violated 1, outside_hours: field \"from\" is no time of day",
        "outcome: failure|outside_hours: {from: '18:00', to: '17:00'}|field \"to\" is not after \"from\"",
        "rule_id: X-1|rule_id: 'X 1'|field \"rule_id\"",
        "SOX: {retention|GDPR: {retention|has no terms for SOX, the framework of rule X-1",
        "rules:|rulez:|unknown field \"rulez\""
      })
  void shouldNameRuleAndFieldOfAMistake(final String good, final String bad, final String message) {
    // Given
    final String yaml = GOOD.replaceFirst(java.util.regex.Pattern.quote(good), bad);

    // When, Then
    assertThatThrownBy(() -> RulesYaml.parse(yaml, "my.yaml"))
        .isInstanceOf(RulesException.class)
        .hasMessageContaining("my.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseARuleThatStandsThereTwice() {
    // Given
    final String yaml = GOOD + GOOD.substring(GOOD.indexOf("  - rule_id"));

    // When, Then
    assertThatThrownBy(() -> RulesYaml.parse(yaml, "my.yaml"))
        .hasMessage("compliance rules my.yaml: has the rule X-1 twice");
  }

  @Test
  void shouldNameTheLineOfWhatIsNoYaml() {
    // When, Then
    assertThatThrownBy(() -> RulesYaml.parse("frameworks: {", "my.yaml"))
        .hasMessageContaining("my.yaml is not valid YAML")
        .hasMessageContaining("line 1");
  }

  @Test
  void shouldNameTheFileThatIsNotThere() {
    // When, Then
    assertThatThrownBy(() -> RulesYaml.load(Path.of("nowhere.yaml")))
        .hasMessageContaining("cannot read compliance rules nowhere.yaml");
  }
}
