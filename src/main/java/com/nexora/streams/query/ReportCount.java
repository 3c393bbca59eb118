package com.nexora.streams.query;

import com.nexora.events.AuditEvent;
import com.nexora.streams.compliance.ComplianceRule;
import com.nexora.streams.compliance.Framework;
import com.nexora.streams.compliance.FrameworkTerms;
import com.nexora.streams.compliance.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up the acts of one report. */
final class ReportCount {

  private static final String VIOLATED_RULES = "violated_rules";
  private static final long DAY = 86_400_000L;

  private final @Nullable FrameworkTerms terms;
  private final Map<String, Long> categories = new TreeMap<>();
  private final Map<String, Long> severities = new TreeMap<>();
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final Map<String, Long> frameworks = new TreeMap<>();
  private final Map<String, Long> broken = new TreeMap<>();
  private long entries;
  private long encrypted;
  private long notEncrypted;
  private long shorter;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  /**
   * @param terms of the framework that the report is about; null = all frameworks
   */
  ReportCount(final @Nullable FrameworkTerms terms) {
    this.terms = terms;
  }

  void add(final AuditEvent event) {
    entries++;
    categories.merge(event.getCategory(), 1L, Long::sum);
    severities.merge(event.getSeverity(), 1L, Long::sum);
    outcomes.merge(event.getOutcome(), 1L, Long::sum);
    for (final String framework : event.getFrameworks()) {
      frameworks.merge(framework, 1L, Long::sum);
    }
    keeping(event);
    final String rules = event.getMetadata().get(VIOLATED_RULES);
    if (rules != null) {
      for (final String rule : rules.split(",", -1)) {
        broken.merge(rule, 1L, Long::sum);
      }
    }
  }

  private void keeping(final AuditEvent event) {
    if (event.getEncrypted()) {
      encrypted++;
    } else if (terms != null && terms.encryptionRequired()) {
      notEncrypted++;
    }
    final Long until = event.getRetentionUntil();
    if (until != null) {
      earliest = Math.min(earliest, until);
      latest = Math.max(latest, until);
    }
    if (terms != null
        && (until == null || until - event.getOccurredAt() < terms.retentionDays() * DAY)) {
      shorter++;
    }
  }

  long entries() {
    return entries;
  }

  Map<String, Long> byCategory() {
    return categories;
  }

  Map<String, Long> bySeverity() {
    return severities;
  }

  Map<String, Long> byOutcome() {
    return outcomes;
  }

  Map<String, Long> byFramework() {
    return frameworks;
  }

  ComplianceReport.Retention retention() {
    return new ComplianceReport.Retention(
        terms == null ? null : terms.retentionDays(),
        terms == null ? null : terms.encryptionRequired(),
        encrypted,
        shorter,
        notEncrypted,
        latest == Long.MIN_VALUE ? null : Times.iso(earliest),
        latest == Long.MIN_VALUE ? null : Times.iso(latest));
  }

  /** Violations per rule: of every rule of the framework, and of those only tenants have. */
  List<ComplianceReport.BrokenRule> rules(
      final RuleSet rules, final @Nullable Framework framework) {
    final List<ComplianceReport.BrokenRule> list = new ArrayList<>();
    final Map<String, Long> left = new TreeMap<>(broken);
    for (final ComplianceRule rule : rules.rules()) {
      final Long count = left.remove(rule.ruleId());
      if (framework == null || rule.framework() == framework) {
        list.add(
            new ComplianceReport.BrokenRule(
                rule.ruleId(),
                rule.framework().tag(),
                rule.title(),
                rule.citation(),
                rule.severity(),
                rule.realTime(),
                count == null ? 0 : count));
      }
    }
    if (framework == null) {
      left.forEach(
          (id, count) ->
              list.add(
                  new ComplianceReport.BrokenRule(
                      id, "", "a rule of the tenant, or of earlier rules", "", "", false, count)));
    }
    return list;
  }
}
