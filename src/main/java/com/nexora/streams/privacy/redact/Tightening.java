package com.nexora.streams.privacy.redact;

import com.nexora.streams.privacy.redact.RedactionRules.KeyRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tenant adds to everybody's rules. It cannot express most of what would loosen them, and
 * what it could is refused.
 *
 * @param keys further names and endings of keys, which are redacted
 * @param actions stricter actions, by the name of a key rule or kind of value
 * @param maxDepth a smaller depth
 * @param noLongerExempt names and endings to strike from the keys that are no secret's
 * @param hashIdentifiers whether identifiers in known formats become pseudonyms
 */
public record Tightening(
    List<String> keys,
    Map<String, Action> actions,
    Optional<Integer> maxDepth,
    List<String> noLongerExempt,
    boolean hashIdentifiers) {

  /** The name of the rule that a tenant's own keys are counted by. */
  static final String TENANT_RULE = "tenant";

  public Tightening {
    keys = List.copyOf(keys);
    actions = Map.copyOf(actions);
    noLongerExempt = List.copyOf(noLongerExempt);
  }

  /** Adds nothing. */
  public static Tightening none() {
    return new Tightening(List.of(), Map.of(), Optional.empty(), List.of(), false);
  }

  /**
   * Everybody's rules with this on top.
   *
   * @throws RedactionRulesException if it would loosen them, or names what does not exist
   */
  RedactionRules applyTo(final RedactionRules rules) {
    final Map<String, KeyRule> keyRules = new LinkedHashMap<>();
    if (!keys.isEmpty()) {
      keys.forEach(RedactionYaml::checkPattern);
      keyRules.put(TENANT_RULE, new KeyRule(TENANT_RULE, Sort.SECRET, Action.REDACT, keys));
    }
    keyRules.putAll(rules.keys());
    final Map<ValueKind, Action> values = new EnumMap<>(ValueKind.class);
    values.putAll(rules.values());
    actions.forEach((name, action) -> tighten(name, action, keyRules, values));
    return new RedactionRules(
        depth(rules),
        keyRules,
        exemptions(rules),
        values,
        join(rules.typedSecrets(), keys),
        rules.typedIdentifiers(),
        hashIdentifiers ? Optional.of(stricterIdentifiers(rules)) : rules.identifiers());
  }

  private static Action stricterIdentifiers(final RedactionRules rules) {
    return rules.identifiers().orElse(Action.HASH);
  }

  private static void tighten(
      final String name,
      final Action action,
      final Map<String, KeyRule> keyRules,
      final Map<ValueKind, Action> values) {
    final KeyRule rule = keyRules.get(name);
    if (rule != null) {
      check(name, rule.action(), action);
      keyRules.put(name, new KeyRule(name, rule.sort(), action, rule.patterns()));
      return;
    }
    for (final ValueKind kind : ValueKind.values()) {
      if (kind.word().equals(name)) {
        final Action before = values.get(kind);
        if (before != null) {
          check(name, before, action);
        } else if (action == Action.ENCRYPT && kind.sort() == Sort.SECRET) {
          throw refused(name, action, "a secret is never stored, nor encrypted");
        }
        values.put(kind, action);
        return;
      }
    }
    throw new RedactionRulesException(
        "a tenant's redaction names \"%s\", which is no rule for keys and no kind of value: see config/redaction.yaml"
            .formatted(name));
  }

  private static void check(final String name, final Action before, final Action after) {
    if (!after.isAtLeastAsStrictAs(before)) {
      throw refused(
          name, after, "everybody's action is %s, which keeps less".formatted(before.word()));
    }
  }

  private static RedactionRulesException refused(
      final String name, final Action action, final String why) {
    return new RedactionRulesException(
        "a tenant's redaction sets %s to %s: %s. A tenant may tighten, never loosen"
            .formatted(name, action.word(), why));
  }

  private int depth(final RedactionRules rules) {
    final int wanted = maxDepth.orElse(rules.maxDepth());
    if (wanted < 1 || wanted > rules.maxDepth()) {
      throw new RedactionRulesException(
          "a tenant's redaction sets max_depth to %d: it must be from 1 to everybody's %d"
              .formatted(wanted, rules.maxDepth()));
    }
    return wanted;
  }

  private List<String> exemptions(final RedactionRules rules) {
    for (final String name : noLongerExempt) {
      if (!rules.notSecret().contains(name)) {
        throw new RedactionRulesException(
            "a tenant's redaction strikes \"%s\" from not_secret, where it is not; there are: %s"
                .formatted(name, String.join(", ", rules.notSecret())));
      }
    }
    final List<String> left = new ArrayList<>(rules.notSecret());
    left.removeAll(noLongerExempt);
    // A tenant's own keys hold even where everybody's exceptions would let them pass.
    left.removeAll(keys);
    return left;
  }

  private static List<String> join(final List<String> one, final List<String> two) {
    final List<String> all = new ArrayList<>(one);
    all.addAll(two);
    return all;
  }
}
