package com.nexora.streams.compliance;

import java.util.List;
import java.util.Set;

/**
 * What the rules say about one act.
 *
 * @param retentionDays days it must be kept after it occurred, 0 if no rule says so
 * @param encrypt whether its payload must be encrypted
 * @param frameworks it falls under, by tag or by a rule that matches
 * @param matched rules that are about it
 * @param violations rules that it breaks
 */
public record Judgement(
    int retentionDays,
    boolean encrypt,
    Set<Framework> frameworks,
    List<ComplianceRule> matched,
    List<Violation> violations) {

  /** No framework, no rule. */
  static final Judgement NONE = new Judgement(0, false, Set.of(), List.of(), List.of());

  /**
   * A rule that an act breaks.
   *
   * @param why in words, without any value of the act
   */
  public record Violation(ComplianceRule rule, String why) {}
}
