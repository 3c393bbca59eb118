package com.nexora.streams.query;

import com.nexora.streams.compliance.ComplianceRule;

/** A rule of compliance as JSON; conditions in words. */
record RuleView(
    String ruleId,
    String framework,
    String title,
    String citation,
    String category,
    String severity,
    int retentionDays,
    boolean realTimeMonitoring,
    boolean encryptionRequired,
    String match,
    String violated) {

  static RuleView of(final ComplianceRule rule) {
    return new RuleView(
        rule.ruleId(),
        rule.framework().tag(),
        rule.title(),
        rule.citation(),
        rule.category(),
        rule.severity(),
        rule.retentionDays(),
        rule.realTime(),
        rule.encryptionRequired(),
        rule.matchWords(),
        rule.violatedWords());
  }
}
