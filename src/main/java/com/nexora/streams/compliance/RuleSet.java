package com.nexora.streams.compliance;

import com.nexora.events.AuditEvent;
import com.nexora.streams.compliance.Act.Field;
import com.nexora.streams.compliance.Judgement.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rules, ready to judge acts. Immutable; any thread may ask.
 *
 * <p>Every act of the product is judged, nearly all match nothing: conditions are found by the
 * framework, the category or the action that they insist on, so that such an act meets no condition
 * at all.
 */
public final class RuleSet {

  private final Map<String, ComplianceRule> rules = new LinkedHashMap<>();
  private final Map<Framework, FrameworkTerms> terms;
  private final PayloadPaths paths;
  private final PayloadReader payloads;
  private final Map<Framework, List<Candidate>> byFramework = new EnumMap<>(Framework.class);
  private final Map<String, List<Candidate>> byCategory = new HashMap<>();
  private final Map<String, List<Candidate>> byAction = new HashMap<>();
  private final List<Candidate> always = new ArrayList<>();

  private record Candidate(ComplianceRule rule, String category, Condition condition) {}

  RuleSet(final Collection<ComplianceRule> rules, final Map<Framework, FrameworkTerms> terms) {
    this.terms = new EnumMap<>(terms);
    final Set<String> looked = new TreeSet<>();
    for (final ComplianceRule rule : rules) {
      this.rules.put(rule.ruleId(), rule);
      rule.match().forEach(condition -> looked.addAll(condition.paths()));
      rule.violated().forEach(condition -> looked.addAll(condition.paths()));
      rule.match().forEach(condition -> index(rule, condition));
    }
    this.paths = new PayloadPaths(looked);
    this.payloads = new PayloadReader(paths);
  }

  /** All rules in the order of their source. */
  public List<ComplianceRule> rules() {
    return List.copyOf(rules.values());
  }

  /** A rule by its id. */
  public Optional<ComplianceRule> rule(final String ruleId) {
    return Optional.ofNullable(rules.get(ruleId));
  }

  /** What every act under a framework gets. */
  public Map<Framework, FrameworkTerms> terms() {
    return new EnumMap<>(terms);
  }

  private void index(final ComplianceRule rule, final Condition condition) {
    final Candidate candidate =
        new Candidate(rule, rule.category().toLowerCase(Locale.ROOT), condition);
    for (final ActTest test : condition.tests()) {
      if (test instanceof ActTest.Tagged tagged) {
        tagged.frameworks().forEach(f -> add(byFramework, f, candidate));
        return;
      }
    }
    for (final ActTest test : condition.tests()) {
      if (test instanceof ActTest.Text text
          && text.field() == Field.ACTION
          && !text.not()
          && text.patterns().allExact()) {
        text.patterns().exact().forEach(action -> add(byAction, action, candidate));
        return;
      }
    }
    if (rule.category().equals(ComplianceRule.ANY)) {
      always.add(candidate);
    } else {
      add(byCategory, candidate.category(), candidate);
    }
  }

  private static <K> void add(
      final Map<K, List<Candidate>> index, final K key, final Candidate candidate) {
    index.computeIfAbsent(key, none -> new ArrayList<>()).add(candidate);
  }

  /** What the rules say about an act; its payload must be readable still. */
  public Judgement judge(final AuditEvent event) {
    final Act act = new Act(event, this);
    final Found found = new Found();
    final List<String> tags = event.getFrameworks();
    for (int i = 0; i < tags.size(); i++) {
      final Framework framework = Framework.find(tags.get(i));
      if (framework != null && found.add(framework)) {
        collect(byFramework.get(framework), act, found);
      }
    }
    collect(byCategory.get(act.text(Field.CATEGORY)), act, found);
    collect(byAction.get(act.text(Field.ACTION)), act, found);
    collect(always, act, found);
    return found.frameworks == null ? Judgement.NONE : judgement(act, found);
  }

  private static void collect(
      final @Nullable List<Candidate> candidates, final Act act, final Found found) {
    if (candidates == null) {
      return;
    }
    for (int i = 0; i < candidates.size(); i++) {
      final Candidate candidate = candidates.get(i);
      if (found.has(candidate.rule())) {
        continue;
      }
      final boolean category =
          candidate.rule().category().equals(ComplianceRule.ANY)
              || candidate.category().equals(act.text(Field.CATEGORY));
      if (category && candidate.condition().holds(act)) {
        found.add(candidate.rule());
      }
    }
  }

  private Judgement judgement(final Act act, final Found found) {
    int days = 0;
    boolean encrypt = false;
    for (final Framework framework : found.frameworks()) {
      final FrameworkTerms term = terms.get(framework);
      if (term != null) {
        days = Math.max(days, term.retentionDays());
        encrypt |= term.encryptionRequired();
      }
    }
    final List<Violation> violations = new ArrayList<>(0);
    for (final ComplianceRule rule : found.rules) {
      days = Math.max(days, rule.retentionDays());
      encrypt |= rule.encryptionRequired();
      for (final Condition condition : rule.violated()) {
        if (condition.holds(act)) {
          violations.add(new Violation(rule, condition.words()));
          break;
        }
      }
    }
    return new Judgement(days, encrypt, found.frameworks(), found.rules, violations);
  }

  PayloadPaths paths() {
    return paths;
  }

  PayloadReader payloads() {
    return payloads;
  }

  /** What was found so far; empty for most acts, which therefore cost no set. */
  private static final class Found {

    private @Nullable Set<Framework> frameworks;
    private List<ComplianceRule> rules = List.of();

    Set<Framework> frameworks() {
      return frameworks == null ? Set.of() : frameworks;
    }

    boolean add(final Framework framework) {
      if (frameworks == null) {
        frameworks = EnumSet.noneOf(Framework.class);
      }
      return frameworks.add(framework);
    }

    boolean has(final ComplianceRule rule) {
      for (int i = 0; i < rules.size(); i++) {
        if (rules.get(i).ruleId().equals(rule.ruleId())) {
          return true;
        }
      }
      return false;
    }

    void add(final ComplianceRule rule) {
      if (rules.isEmpty()) {
        rules = new ArrayList<>(4);
      }
      rules.add(rule);
      add(rule.framework());
    }
  }
}
