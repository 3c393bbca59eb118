package com.nexora.streams.compliance;

import java.util.List;

/**
 * One rule of one framework.
 *
 * @param ruleId {@code SOX-001}; unique
 * @param framework whose rule it is
 * @param title what it is about
 * @param citation the article or control it rests on
 * @param category category of acts it applies to, or {@code ANY}
 * @param severity severity of its violations: INFO, LOW, MEDIUM, HIGH or CRITICAL
 * @param retentionDays least time a matching entry is kept, days after it occurred
 * @param realTime whether a violation is reported at once
 * @param encryptionRequired whether the payload of a matching entry must be encrypted
 * @param match the acts it is about: those for which one of these holds
 * @param violated what breaks it: one of these holds for an act that it is about
 */
public record ComplianceRule(
    String ruleId,
    Framework framework,
    String title,
    String citation,
    String category,
    String severity,
    int retentionDays,
    boolean realTime,
    boolean encryptionRequired,
    List<Condition> match,
    List<Condition> violated) {

  /** Category of rules that apply to acts of every category. */
  public static final String ANY = "ANY";

  public ComplianceRule {
    match = List.copyOf(match);
    violated = List.copyOf(violated);
  }

  /** The same rule that reports its violations at once. */
  ComplianceRule inRealTime() {
    return with(retentionDays, true, encryptionRequired);
  }

  /** The same rule that demands encryption. */
  ComplianceRule encrypted() {
    return with(retentionDays, realTime, true);
  }

  /** The same rule with a longer retention, or this one if that is not longer. */
  ComplianceRule keptFor(final int days) {
    return days > retentionDays ? with(days, realTime, encryptionRequired) : this;
  }

  private ComplianceRule with(final int days, final boolean now, final boolean encrypt) {
    return new ComplianceRule(
        ruleId, framework, title, citation, category, severity, days, now, encrypt, match,
        violated);
  }

  /** The acts it is about, in words. */
  public String matchWords() {
    return words(match);
  }

  /** What breaks it, in words. */
  public String violatedWords() {
    return words(violated);
  }

  private static String words(final List<Condition> conditions) {
    return String.join("; or ", conditions.stream().map(Condition::words).toList());
  }
}
