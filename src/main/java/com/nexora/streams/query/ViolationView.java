package com.nexora.streams.query;

import com.nexora.events.ComplianceViolation;
import org.jspecify.annotations.Nullable;

/** A violation as JSON: the rule, the entry, and why. */
record ViolationView(
    String violationId,
    String ruleId,
    String framework,
    String title,
    String citation,
    String severity,
    String auditId,
    String eventType,
    String category,
    String why,
    @Nullable String occurredAt,
    @Nullable String retentionUntil) {

  static ViolationView of(final ComplianceViolation violation) {
    final Long until = violation.getRetentionUntil();
    return new ViolationView(
        violation.getViolationId(),
        violation.getRuleId(),
        violation.getFramework(),
        violation.getTitle(),
        violation.getCitation(),
        violation.getSeverity(),
        violation.getAuditId(),
        violation.getEventType(),
        violation.getCategory(),
        violation.getWhy(),
        Times.iso(violation.getOccurredAt()),
        until == null ? null : Times.iso(until));
  }
}
