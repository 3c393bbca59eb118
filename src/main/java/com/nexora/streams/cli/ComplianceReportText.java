package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A compliance report for a terminal. */
final class ComplianceReportText {

  private final StringBuilder out = new StringBuilder();

  private ComplianceReportText() {}

  static String of(final JsonNode report) {
    return new ComplianceReportText().write(report);
  }

  private String write(final JsonNode report) {
    line(
        "%s of %s, %s to %s",
        report.path("framework").isNull() ? "all frameworks" : text(report, "framework"),
        text(report, "tenantId"),
        text(report, "from"),
        text(report, "to"));
    if (!report.path("complete").asBoolean()) {
      line("  NOT COMPLETE: not all entries were looked at; ask for a shorter period");
    }
    line("  entries     %s%s", text(report, "entries"), counts(report.path("byOutcome")));
    line("  categories %s", counts(report.path("byCategory")));
    line("  severities %s", counts(report.path("bySeverity")));
    final JsonNode kept = report.path("retention");
    line(
        "  retention   required %s d; shorter %s; until %s to %s",
        text(kept, "requiredDays"),
        text(kept, "shorter"),
        text(kept, "earliestUntil"),
        text(kept, "latestUntil"));
    line(
        "  encryption  required %s; encrypted %s; in clear against the rules %s",
        text(kept, "encryptionRequired"), text(kept, "encrypted"), text(kept, "notEncrypted"));
    line("  violations  %s", text(report, "violationCount"));
    for (final JsonNode rule : report.path("brokenRules")) {
      if (rule.path("violations").asLong() > 0) {
        line(
            "    %-13s %6s  %s",
            text(rule, "ruleId"), text(rule, "violations"), text(rule, "title"));
      }
    }
    for (final JsonNode chain : report.path("chains")) {
      line(
          "  chain       %s; %s entries checked; log %s, sequence %s, head %s",
          chain.path("intact").asBoolean() ? "intact" : "DAMAGED: " + text(chain, "damage"),
          text(chain, "entriesChecked"),
          text(chain, "logId"),
          text(chain, "headSequence"),
          text(chain, "headHash"));
      checkpoint(chain.path("checkpoint"));
    }
    return out.toString();
  }

  private void checkpoint(final JsonNode signed) {
    if (!signed.isObject()) {
      line("  checkpoint  none: the log is not signed yet");
      return;
    }
    line(
        "  checkpoint  %s, %s entries, root %s; %s; %s the newest entry",
        text(signed, "origin"),
        text(signed, "size"),
        text(signed, "root"),
        signed.path("fits").asBoolean() ? "fits the log" : "DOES NOT FIT THE LOG",
        signed.path("coversNewest").asBoolean() ? "covers" : "does not yet cover");
    text(signed, "note").lines().forEach(line -> line("    | %s", line));
  }

  private static String counts(final JsonNode counts) {
    final StringBuilder text = new StringBuilder();
    for (final Map.Entry<String, JsonNode> count : counts.properties()) {
      text.append("  ").append(count.getKey()).append(' ').append(count.getValue().asText());
    }
    return text.toString();
  }

  private static String text(final JsonNode node, final String field) {
    final JsonNode value = node.path(field);
    return value.isNull() || value.isMissingNode() ? "-" : value.asText();
  }

  private void line(final String form, final Object... values) {
    out.append(form.formatted(values).stripTrailing()).append('\n');
  }
}
