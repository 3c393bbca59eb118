package com.nexora.streams.compliance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tenant adds to the rules of everybody: longer retention, encryption, real time, rules of
 * its own. It can make nothing looser, so that nobody who may write one tenant's settings can hide
 * that tenant's violations.
 */
public final class TenantOverride {

  private static final List<String> KEYS =
      List.of("retention_days", "encryption_required", "real_time_monitoring", "rules");

  private final YamlNode yaml;
  private final Map<String, ComplianceRule> rules = new LinkedHashMap<>();
  private final Map<Framework, FrameworkTerms> terms;

  private TenantOverride(final YamlNode yaml, final RuleSet base) {
    this.yaml = yaml;
    this.terms = new EnumMap<>(base.terms());
    base.rules().forEach(rule -> rules.put(rule.ruleId(), rule));
  }

  /**
   * The rules of everybody with a tenant's own on top.
   *
   * @param json the record's value
   * @throws RulesException if it cannot be read, names what there is not, or would loosen a rule
   */
  public static RuleSet apply(final RuleSet base, final String tenantId, final String json) {
    final YamlNode yaml = YamlNode.parse(json, "compliance rules of tenant " + tenantId);
    return new TenantOverride(yaml.known(KEYS), base).applied();
  }

  private RuleSet applied() {
    if (yaml.has("retention_days")) {
      final YamlNode days = yaml.mapping("retention_days");
      for (final Map.Entry<String, JsonNode> entry : days.fields()) {
        lengthen(days, entry.getKey(), days.days(entry.getKey()));
      }
    }
    if (yaml.has("encryption_required")) {
      yaml.texts("encryption_required").forEach(this::encrypt);
    }
    if (yaml.has("real_time_monitoring")) {
      for (final String id : yaml.texts("real_time_monitoring")) {
        rules.put(id, rule(id).inRealTime());
      }
    }
    if (yaml.has("rules")) {
      final Set<String> shipped = new HashSet<>(rules.keySet());
      for (final ComplianceRule rule : RulesYaml.rules(yaml)) {
        if (shipped.contains(rule.ruleId())) {
          throw yaml.refuse(
              "adds the rule %s, which there is already: a tenant's rule needs an id of its own"
                  .formatted(rule.ruleId()));
        }
        rules.put(rule.ruleId(), rule);
      }
    }
    return new RuleSet(rules.values(), terms);
  }

  private void lengthen(final YamlNode at, final String id, final int days) {
    final Framework framework = Framework.find(id);
    final int base = framework == null ? rule(id).retentionDays() : term(framework).retentionDays();
    if (days < base) {
      throw at.refuse(
          "keeps %s for %d days; everybody's are %d, and a tenant may only lengthen them"
              .formatted(id, days, base));
    }
    if (framework == null) {
      rules.put(id, rule(id).keptFor(days));
    } else {
      terms.put(framework, new FrameworkTerms(days, term(framework).encryptionRequired()));
    }
  }

  private void encrypt(final String id) {
    final Framework framework = Framework.find(id);
    if (framework == null) {
      rules.put(id, rule(id).encrypted());
    } else {
      terms.put(framework, new FrameworkTerms(term(framework).retentionDays(), true));
    }
  }

  private FrameworkTerms term(final Framework framework) {
    final FrameworkTerms term = terms.get(framework);
    if (term == null) {
      throw yaml.refuse("names %s, for which the rules have no terms".formatted(framework.tag()));
    }
    return term;
  }

  private ComplianceRule rule(final String id) {
    final ComplianceRule rule = rules.get(id);
    if (rule == null) {
      throw yaml.refuse("names the rule %s, which there is not".formatted(id));
    }
    return rule;
  }
}
