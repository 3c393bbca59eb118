package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is taken out of which texts, and what takes its place ({@code docs/redaction.md}).
 *
 * @param maxDepth most containers around a value; what is deeper is redacted
 * @param keys rules for keys of free-form JSON, by name
 * @param notSecret names and endings of keys that look like a secret's and are none
 * @param values what becomes of which kind of value; a kind that is missing is not looked for
 * @param typedSecrets names and endings of keys that bear secrets in known formats
 * @param typedIdentifiers names and endings of keys that bear identifiers in known formats
 * @param identifiers what becomes of identifiers in known formats; empty: they stay
 */
public record RedactionRules(
    int maxDepth,
    Map<String, KeyRule> keys,
    List<String> notSecret,
    Map<ValueKind, Action> values,
    List<String> typedSecrets,
    List<String> typedIdentifiers,
    Optional<Action> identifiers) {

  /**
   * A rule for keys.
   *
   * @param name by which it is counted
   * @param sort what the values are
   * @param action what becomes of them
   * @param patterns names, or endings after a {@code *}; lower case, words joined by {@code _}
   */
  public record KeyRule(String name, Sort sort, Action action, List<String> patterns) {

    public KeyRule {
      patterns = List.copyOf(patterns);
    }
  }

  public RedactionRules {
    keys = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    notSecret = List.copyOf(notSecret);
    values = java.util.Collections.unmodifiableMap(new EnumMap<>(values));
    typedSecrets = List.copyOf(typedSecrets);
    typedIdentifiers = List.copyOf(typedIdentifiers);
  }

  /** Names of the rules, by their number. */
  List<String> names() {
    final List<String> names = new ArrayList<>();
    for (final ValueKind kind : ValueKind.values()) {
      names.add(kind.word());
    }
    names.add("depth");
    names.add("unparsable");
    names.add("too-large");
    keys.keySet().forEach(name -> names.add("key-" + name));
    names.add("typed-secret");
    names.add("typed-identifier");
    return names;
  }

  /** Whether any rule needs a keyed hash. */
  public boolean hashes() {
    return identifiers.isPresent()
        || values.containsValue(Action.HASH)
        || keys.values().stream().anyMatch(rule -> rule.action() == Action.HASH);
  }

  /** Whether any rule asks for encryption. */
  public boolean encrypts() {
    return values.containsValue(Action.ENCRYPT)
        || keys.values().stream().anyMatch(rule -> rule.action() == Action.ENCRYPT);
  }

  /**
   * The same rules, stricter by what a tenant asks for; never looser.
   *
   * @throws RedactionRulesException if it would loosen them, or names what does not exist
   */
  public RedactionRules tightenedBy(final Tightening tenant) {
    return tenant.applyTo(this);
  }

  /** The rule that is for a key of free-form JSON, null if none is. */
  @Nullable KeyRule ruleFor(final String key) {
    final byte[] name = key.getBytes(StandardCharsets.UTF_8);
    final int number = profile(Body.FREE).keys().find(name, 0, name.length, new KeyPatterns.Form());
    return number < 0 ? null : List.copyOf(keys.values()).get(number - RuleNumbers.FIRST_KEY);
  }

  /** The rules for one kind of body, made ready. */
  Profile profile(final Body body) {
    return new ProfileBuilder(this).build(body);
  }

  /** The profile that finds only what is to be encrypted. */
  Profile encryptedOnly() {
    return new ProfileBuilder(this).encryptedOnly();
  }
}
