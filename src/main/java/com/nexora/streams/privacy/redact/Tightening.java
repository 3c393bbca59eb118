package com.nexora.streams.privacy.redact;

import com.nexora.streams.privacy.redact.RedactionRules.KeyRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant asks for on top of everybody's rules. It can add keys and make actions stricter; it
 * has no words for more, and an action that keeps more of a value than everybody's is refused.
 *
 * @param rules in the order in which they count
 */
public record Tightening(List<Rule> rules) {

  /**
   * One wish.
   *
   * @param keys names of keys, or patterns with a * at either end, as in config/redaction.yaml
   * @param kinds kinds of values, by their words
   * @param action what becomes of the values
   */
  public record Rule(List<String> keys, List<String> kinds, Action action) {

    public Rule {
      keys = List.copyOf(keys);
      kinds = List.copyOf(kinds);
    }

    /**
     * A wish in words.
     *
     * @throws RedactionRulesException if the action is none, naming those that there are
     */
    public static Rule of(
        final Iterable<String> keys, final Iterable<String> kinds, final String action) {
      final Action known =
          Arrays.stream(Action.values())
              .filter(a -> a.word().equals(action))
              .findFirst()
              .orElseThrow(
                  () ->
                      new RedactionRulesException(
                          "a tenant's redaction has the action \"%s\"; it is one of: %s"
                              .formatted(
                                  action,
                                  Arrays.stream(Action.values())
                                      .map(Action::word)
                                      .collect(Collectors.joining(", ")))));
      final TreeSet<String> sortedKeys = new TreeSet<>();
      keys.forEach(sortedKeys::add);
      final TreeSet<String> sortedKinds = new TreeSet<>();
      kinds.forEach(sortedKinds::add);
      return new Rule(List.copyOf(sortedKeys), List.copyOf(sortedKinds), known);
    }
  }

  public Tightening {
    rules = List.copyOf(rules);
  }

  /** Everybody's rules with this on top; see {@link RedactionRules#tightenedBy}. */
  RedactionRules applyTo(final RedactionRules everybody) {
    final Map<String, KeyRule> tenants = new LinkedHashMap<>();
    final Map<ValueKind, Action> values = new EnumMap<>(ValueKind.class);
    values.putAll(everybody.values());
    final List<String> secrets = new ArrayList<>(everybody.typedSecrets());
    for (int i = 0; i < rules.size(); i++) {
      final Rule rule = rules.get(i);
      rule.kinds().forEach(kind -> tighten(kind, rule.action(), values));
      if (!rule.keys().isEmpty()) {
        rule.keys().forEach(key -> check(key, rule.action(), everybody));
        final String name = rules.size() == 1 ? "tenant" : "tenant-" + (i + 1);
        // What is to be encrypted must reach the trail, so it cannot be a secret.
        final Sort sort = rule.action() == Action.ENCRYPT ? Sort.PERSONAL : Sort.SECRET;
        tenants.put(name, new KeyRule(name, sort, rule.action(), rule.keys()));
        if (rule.action() == Action.REDACT) {
          secrets.addAll(rule.keys());
        }
      }
    }
    // First, so that they win where both know a key; everybody's exceptions do not bind them.
    tenants.putAll(everybody.keys());
    final List<String> exceptions = new ArrayList<>(everybody.notSecret());
    rules.forEach(rule -> exceptions.removeAll(rule.keys()));
    return new RedactionRules(
        everybody.maxDepth(),
        tenants,
        exceptions,
        values,
        secrets,
        everybody.typedIdentifiers(),
        everybody.identifiers());
  }

  private static void tighten(
      final String word, final Action action, final Map<ValueKind, Action> values) {
    final ValueKind kind =
        Arrays.stream(ValueKind.values())
            .filter(k -> k.word().equals(word))
            .findFirst()
            .orElseThrow(
                () ->
                    new RedactionRulesException(
                        "a tenant's redaction names the scanner \"%s\"; there are: %s"
                            .formatted(
                                word,
                                Arrays.stream(ValueKind.values())
                                    .map(ValueKind::word)
                                    .collect(Collectors.joining(", ")))));
    refuseLooser("the scanner " + word, values.get(kind), action);
    if (action == Action.ENCRYPT && kind.sort() == Sort.SECRET) {
      throw new RedactionRulesException(
          "a tenant's redaction sets the scanner %s to encrypt: a secret is never stored, nor encrypted"
              .formatted(word));
    }
    values.put(kind, action);
  }

  private static void check(
      final String pattern, final Action action, final RedactionRules everybody) {
    RedactionYaml.checkPattern(pattern);
    final String name = pattern.replace("*", "");
    final KeyRule rule = everybody.ruleFor(name);
    refuseLooser("the key " + pattern, rule == null ? null : rule.action(), action);
    if (rule != null && action == Action.ENCRYPT && rule.sort() == Sort.SECRET) {
      throw new RedactionRulesException(
          "a tenant's redaction sets the key %s to encrypt: a secret is never stored, nor encrypted"
              .formatted(pattern));
    }
    if (pattern.contains("*") && action != Action.REDACT) {
      // A pattern may meet a key that everybody's rules redact.
      throw new RedactionRulesException(
          "a tenant's redaction gives the pattern %s the action %s: patterns may meet keys that everybody's rules redact, so they can only redact; name the keys"
              .formatted(pattern, action.word()));
    }
  }

  private static void refuseLooser(
      final String what, final @Nullable Action before, final Action after) {
    if (before != null && !after.isAtLeastAsStrictAs(before)) {
      throw new RedactionRulesException(
          "a tenant's redaction sets %s to %s, but everybody's rules say %s, which keeps less: a tenant may tighten, never loosen"
              .formatted(what, after.word(), before.word()));
    }
  }
}
