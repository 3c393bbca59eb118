package com.nexora.streams.query;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compliance report as CSV (RFC 4180): one line per figure, {@code section,name,value,detail}, so
 * that a spreadsheet can filter it. Texts that a spreadsheet would run as a formula are quoted with
 * an apostrophe.
 */
final class ReportCsv {

  static final String CONTENT_TYPE = "text/csv";

  private final StringBuilder out = new StringBuilder(4_096);

  private ReportCsv() {}

  static byte[] of(final ComplianceReport report) {
    return new ReportCsv().write(report).getBytes(StandardCharsets.UTF_8);
  }

  private String write(final ComplianceReport report) {
    line("section", "name", "value", "detail");
    line("report", "tenant", report.tenantId(), "");
    line("report", "framework", report.framework() == null ? "all" : report.framework(), "");
    line("report", "from", report.from(), "");
    line("report", "to", report.to(), "");
    line("report", "generatedAt", report.generatedAt(), "");
    line("report", "complete", report.complete(), "");
    line("entries", "total", report.entries(), "");
    counts("category", report.byCategory());
    counts("severity", report.bySeverity());
    counts("outcome", report.byOutcome());
    counts("framework", report.byFramework());
    final ComplianceReport.Retention kept = report.retention();
    line("retention", "requiredDays", kept.requiredDays(), "");
    line("retention", "encryptionRequired", kept.encryptionRequired(), "");
    line("retention", "encrypted", kept.encrypted(), "");
    line("retention", "shorterThanRequired", kept.shorter(), "");
    line("retention", "notEncryptedAsRequired", kept.notEncrypted(), "");
    line("retention", "earliestUntil", kept.earliestUntil(), "");
    line("retention", "latestUntil", kept.latestUntil(), "");
    line("violations", "total", report.violationCount(), "");
    for (final ComplianceReport.BrokenRule rule : report.brokenRules()) {
      line("rule", rule.ruleId(), rule.violations(), rule.title() + "; " + rule.citation());
    }
    for (final ViolationView violation : report.violations()) {
      line(
          "violation",
          violation.ruleId(),
          violation.auditId(),
          violation.occurredAt() + "; " + violation.severity() + "; " + violation.why());
    }
    report.chains().forEach(this::chain);
    return out.toString();
  }

  private void chain(final ComplianceReport.ChainStatus chain) {
    line("chain", "intact", chain.intact(), chain.damage());
    line("chain", "logId", chain.logId(), "");
    line("chain", "leafIndex", chain.leafIndex(), "");
    line("chain", "headSequence", chain.headSequence(), "");
    line("chain", "headHash", chain.headHash(), "");
    line("chain", "entriesChecked", chain.entriesChecked(), "");
    final ChainCheckpoint signed = chain.checkpoint();
    if (signed == null) {
      line("checkpoint", "size", null, "the log is not signed yet");
      return;
    }
    line("checkpoint", "origin", signed.origin(), "");
    line("checkpoint", "size", signed.size(), "");
    line("checkpoint", "root", signed.root(), "");
    line("checkpoint", "coversNewest", signed.coversNewest(), "");
    line("checkpoint", "fits", signed.fits(), "");
    line("checkpoint", "note", signed.note(), "");
  }

  private void counts(final String section, final Map<String, Long> counts) {
    counts.forEach((name, count) -> line(section, name, count, ""));
  }

  private void line(
      final String section,
      final String name,
      final @Nullable Object value,
      final @Nullable Object detail) {
    out.append(section).append(',');
    cell(name);
    out.append(',');
    cell(value);
    out.append(',');
    cell(detail);
    out.append("\r\n");
  }

  private void cell(final @Nullable Object value) {
    final String raw = value == null ? "" : value.toString();
    final String text =
        !raw.isEmpty() && value instanceof String && "=+-@\t\r".indexOf(raw.charAt(0)) >= 0
            ? "'" + raw
            : raw;
    if (text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) {
      out.append('"').append(text.replace("\"", "\"\"")).append('"');
    } else {
      out.append(text);
    }
  }
}
