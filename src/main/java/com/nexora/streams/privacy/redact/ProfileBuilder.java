package com.nexora.streams.privacy.redact;

import com.nexora.streams.privacy.redact.RedactionRules.KeyRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Makes rules ready for the scan: numbers for names, bits for kinds, one table for keys. */
final class ProfileBuilder {

  private static final List<ValueKind> IDENTIFIERS =
      List.of(ValueKind.AWS_ACCESS_KEY_ID, ValueKind.EMAIL);

  private final RedactionRules rules;

  ProfileBuilder(final RedactionRules rules) {
    this.rules = rules;
  }

  Profile build(final Body body) {
    return switch (body) {
      case FREE -> free(rule -> true, kind -> true);
      case SECRETS -> free(rule -> rule.sort() == Sort.SECRET, kind -> kind.sort() == Sort.SECRET);
      case TYPED -> typed();
    };
  }

  Profile encryptedOnly() {
    return free(
        rule -> rule.action() == Action.ENCRYPT,
        kind -> rules.values().get(kind) == Action.ENCRYPT);
  }

  private Profile free(final Predicate<KeyRule> keys, final Predicate<ValueKind> kinds) {
    final List<KeyPatterns.Entry> all = entries(keys);
    return new Profile(
        new KeyPatterns(all, rules.notSecret()),
        new KeyPatterns(entries(keys.and(rule -> rule.sort() == Sort.SECRET)), rules.notSecret()),
        bits(kinds),
        actions(),
        rules.maxDepth(),
        false);
  }

  private Profile typed() {
    final int secret = RuleNumbers.FIRST_KEY + rules.keys().size();
    final List<KeyPatterns.Entry> entries = new ArrayList<>();
    rules.typedSecrets().forEach(p -> entries.add(new KeyPatterns.Entry(p, secret)));
    final boolean kept = rules.identifiers().isEmpty();
    if (!kept) {
      rules.typedIdentifiers().forEach(p -> entries.add(new KeyPatterns.Entry(p, secret + 1)));
    }
    final Action[] actions = actions();
    rules
        .identifiers()
        .ifPresent(action -> IDENTIFIERS.forEach(kind -> actions[kind.ordinal()] = action));
    final List<KeyPatterns.Entry> inText = entries(rule -> rule.sort() == Sort.SECRET);
    return new Profile(
        new KeyPatterns(entries, List.of()),
        new KeyPatterns(inText, rules.notSecret()),
        bits(kind -> !kept || !IDENTIFIERS.contains(kind)),
        actions,
        rules.maxDepth(),
        true);
  }

  private List<KeyPatterns.Entry> entries(final Predicate<KeyRule> wanted) {
    final List<KeyPatterns.Entry> entries = new ArrayList<>();
    int number = RuleNumbers.FIRST_KEY;
    for (final KeyRule rule : rules.keys().values()) {
      if (wanted.test(rule)) {
        for (final String pattern : rule.patterns()) {
          entries.add(new KeyPatterns.Entry(pattern, number));
        }
      }
      number++;
    }
    // Whole names before endings: "api_key" is the rule's that names it, not that of "*_key".
    entries.sort((a, b) -> Boolean.compare(isEnding(a), isEnding(b)));
    return entries;
  }

  private static boolean isEnding(final KeyPatterns.Entry entry) {
    return entry.pattern().contains("*");
  }

  private int bits(final Predicate<ValueKind> wanted) {
    int bits = 0;
    for (final ValueKind kind : rules.values().keySet()) {
      bits |= wanted.test(kind) ? kind.bit() : 0;
    }
    return bits;
  }

  private Action[] actions() {
    final Action[] actions = new Action[rules.names().size()];
    Arrays.fill(actions, Action.REDACT);
    for (final Map.Entry<ValueKind, Action> value : rules.values().entrySet()) {
      actions[value.getKey().ordinal()] = value.getValue();
    }
    int number = RuleNumbers.FIRST_KEY;
    for (final KeyRule rule : rules.keys().values()) {
      actions[number++] = rule.action();
    }
    actions[number + 1] = rules.identifiers().orElse(Action.REDACT);
    return actions;
  }
}
