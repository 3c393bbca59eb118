package com.nexora.streams.query;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compliance report as one page of HTML to print: no script, nothing from elsewhere. */
final class ReportPage {

  static final String CONTENT_TYPE = "text/html";

  private static final String STYLE =
      """
      body{font:10pt/1.4 system-ui,sans-serif;color:#111;margin:2cm auto;max-width:19cm}
      h1{font-size:17pt;margin:0 0 .2em}h2{font-size:12pt;margin:1.6em 0 .4em;border-bottom:1px solid #999}
      table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25em .6em .25em 0;border-bottom:1px solid #ddd;
      vertical-align:top}th{font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}
      code{font-size:8.5pt;overflow-wrap:anywhere}.bad{font-weight:700}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}.counts{display:flex;gap:2em}.counts>div{flex:1}
      @page{margin:1.5cm}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}h2{break-after:avoid}}
      """;

  private final StringBuilder out = new StringBuilder(16_384);

  private ReportPage() {}

  static byte[] of(final ComplianceReport report) {
    return new ReportPage().write(report).getBytes(StandardCharsets.UTF_8);
  }

  private String write(final ComplianceReport report) {
    final String name = report.framework() == null ? "all frameworks" : report.framework();
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(escaped("Compliance report " + name + ", " + report.tenantId()))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body><h1>")
        .append(escaped("Compliance report: " + name))
        .append("</h1><p>")
        .append(
            escaped(
                "Tenant %s, %s to %s; made %s by %s."
                    .formatted(
                        report.tenantId(),
                        report.from(),
                        report.to(),
                        report.generatedAt(),
                        report.served().instance())))
        .append("</p>");
    if (!report.complete()) {
      out.append("<p class=\"bad\">Not all entries were looked at: ask for a shorter period.</p>");
    }
    summary(report);
    rules(report.brokenRules());
    violations(report);
    report.chains().forEach(this::chain);
    return out.append("</body></html>\n").toString();
  }

  private void summary(final ComplianceReport report) {
    out.append("<h2>").append(report.entries()).append(" entries</h2><div class=\"counts\">");
    counts("Category", report.byCategory());
    counts("Severity", report.bySeverity());
    counts("Outcome", report.byOutcome());
    out.append("</div><h2>Retention and encryption</h2><table>");
    final ComplianceReport.Retention kept = report.retention();
    row("Required retention, days", kept.requiredDays(), false);
    row("Kept for less than required", kept.shorter(), kept.shorter() > 0);
    row("Kept until, earliest", kept.earliestUntil(), false);
    row("Kept until, latest", kept.latestUntil(), false);
    row("Encryption required", kept.encryptionRequired(), false);
    row("Encrypted entries", kept.encrypted(), false);
    row("In clear although encryption is required", kept.notEncrypted(), kept.notEncrypted() > 0);
    out.append("</table>");
  }

  private void rules(final List<ComplianceReport.BrokenRule> rules) {
    out.append(
        "<h2>Rules</h2><table><tr><th>Rule</th><th>Title</th><th>Article or control</th><th>Severity</th>"
            + "<th>Violations</th></tr>");
    for (final ComplianceReport.BrokenRule rule : rules) {
      out.append("<tr>");
      cell(rule.ruleId());
      cell(rule.title());
      cell(rule.citation());
      cell(rule.severity());
      out.append(rule.violations() > 0 ? "<td class=\"n bad\">" : "<td class=\"n\">")
          .append(rule.violations())
          .append("</td></tr>");
    }
    out.append("</table>");
  }

  private void violations(final ComplianceReport report) {
    out.append("<h2>Violations told in real time");
    out.append(report.moreViolations() ? " (the newest)</h2>" : "</h2>");
    if (report.violations().isEmpty()) {
      out.append("<p>None.</p>");
      return;
    }
    out.append(
        "<table><tr><th>Time</th><th>Rule</th><th>Severity</th><th>Entry</th><th>Why</th></tr>");
    for (final ViolationView violation : report.violations()) {
      out.append("<tr>");
      cell(violation.occurredAt());
      cell(violation.ruleId());
      cell(violation.severity());
      out.append("<td><code>").append(escaped(violation.auditId())).append("</code></td>");
      cell(violation.why());
      out.append("</tr>");
    }
    out.append("</table>");
  }

  private void chain(final ComplianceReport.ChainStatus chain) {
    out.append("<h2>Chain and proof</h2><table>");
    row("Intact", chain.intact() ? "yes" : chain.damage(), !chain.intact());
    row("Entries checked", chain.entriesChecked(), false);
    row("Log", chain.logId(), false);
    row("Leaf index", chain.leafIndex(), false);
    row("Sequence of the newest entry", chain.headSequence(), false);
    out.append("<tr><th>Hash of the newest entry</th><td><code>")
        .append(escaped(chain.headHash()))
        .append("</code></td></tr>");
    final ChainCheckpoint signed = chain.checkpoint();
    if (signed == null) {
      row("Signed head of the log", "the log is not signed yet", false);
    } else {
      row("Signed head: origin", signed.origin(), false);
      row("Signed head: entries", signed.size(), false);
      row("Signed head: root", signed.root(), false);
      row("Covers the newest entry", signed.coversNewest() ? "yes" : "not yet", false);
      row("Fits the log", signed.fits() ? "yes" : "NO", !signed.fits());
      out.append("<tr><th>Signed head, to be checked with the public key</th><td><pre>")
          .append(escaped(signed.note()))
          .append("</pre></td></tr>");
    }
    out.append("</table>");
  }

  private void counts(final String title, final Map<String, Long> counts) {
    out.append("<div><table><tr><th colspan=\"2\">").append(title).append("</th></tr>");
    counts.forEach(
        (name, count) ->
            out.append("<tr><td>")
                .append(escaped(name))
                .append("</td><td class=\"n\">")
                .append(count)
                .append("</td></tr>"));
    out.append("</table></div>");
  }

  private void row(final String name, final @Nullable Object value, final boolean bad) {
    out.append("<tr><th>")
        .append(name)
        .append(bad ? "</th><td class=\"bad\">" : "</th><td>")
        .append(escaped(value))
        .append("</td></tr>");
  }

  private void cell(final @Nullable Object value) {
    out.append("<td>").append(escaped(value)).append("</td>");
  }

  private static String escaped(final @Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value
        .toString()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
