package com.nexora.streams.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of docs/compliance.md is the shipped rules; -Dnexora.docs.write=true writes it. */
final class ComplianceDocsTest {

  private static final Path PAGE = Path.of("docs", "compliance.md");
  private static final String BEGIN = "<!-- rules -->\n";
  private static final String END = "<!-- /rules -->";

  @Test
  void shouldShowTheShippedRules() throws IOException {
    // Given
    final String page = Files.readString(PAGE);
    final int begin = page.indexOf(BEGIN) + BEGIN.length();
    final int end = page.indexOf(END);

    // When
    final String table = table();

    // Then
    if (Boolean.getBoolean("nexora.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end))
        .as("./mvnw -q -B test -Dtest=ComplianceDocsTest -Dnexora.docs.write=true")
        .isEqualTo(table);
  }

  private static String table() {
    final RuleSet rules = RulesYaml.shipped();
    final StringBuilder table =
        new StringBuilder(
            "| rule | title | rests on | category | severity | days | real time | encrypted | broken when |\n");
    table.append("|---|---|---|---|---|---|---|---|---|\n");
    for (final ComplianceRule rule : rules.rules()) {
      table.append(
          "| %s | %s | %s | %s | %s | %d | %s | %s | %s |%n"
              .formatted(
                  rule.ruleId(),
                  rule.title(),
                  rule.citation(),
                  rule.category(),
                  rule.severity(),
                  rule.retentionDays(),
                  rule.realTime() ? "yes" : "",
                  rule.encryptionRequired() ? "yes" : "",
                  rule.violatedWords().replace("|", "\\|").replace("*", "\\*")));
    }
    table.append("\n| framework | days | encrypted |\n|---|---|---|\n");
    rules
        .terms()
        .forEach(
            (framework, terms) ->
                table.append(
                    "| %s | %d | %s |%n"
                        .formatted(
                            framework.tag(),
                            terms.retentionDays(),
                            terms.encryptionRequired() ? "yes" : "")));
    return table.toString();
  }
}
