package com.nexora.streams.compliance;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.streams.catalogue.ActWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads rules and refuses what it does not understand, naming source, rule and field. */
public final class RulesYaml {

  static final String FRAMEWORKS =
      Stream.of(Framework.values()).map(Framework::tag).collect(Collectors.joining(", "));
  private static final String RESOURCE = "config/compliance-rules.yaml";
  private static final Pattern RULE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final List<String> CATEGORIES =
      Stream.concat(ActWords.CATEGORIES.stream(), Stream.of(ComplianceRule.ANY)).toList();
  private static final List<String> RULE_KEYS =
      List.of(
          "rule_id",
          "framework",
          "title",
          "citation",
          "category",
          "severity",
          "retention_days",
          "real_time_monitoring",
          "encryption_required",
          "match",
          "violated");

  private RulesYaml() {}

  /**
   * The shipped rules.
   *
   * @throws RulesException if they are not on the class path or not valid
   */
  public static RuleSet shipped() {
    try (InputStream in = RulesYaml.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new RulesException(RESOURCE + " is not on the class path: rebuild");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), RESOURCE);
    } catch (final IOException e) {
      throw new RulesException("cannot read " + RESOURCE + ": " + e.getMessage(), e);
    }
  }

  /**
   * Rules of one's own.
   *
   * @throws RulesException if the file cannot be read or is not valid
   */
  public static RuleSet load(final Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (final IOException e) {
      throw new RulesException(
          "cannot read compliance rules " + file + " (" + e + "): give a readable YAML file", e);
    }
  }

  /**
   * Rules from text.
   *
   * @param origin names the source in errors
   */
  public static RuleSet parse(final String yaml, final String origin) {
    final YamlNode root =
        YamlNode.parse(yaml, "compliance rules " + origin).known(List.of("frameworks", "rules"));
    final Map<Framework, FrameworkTerms> terms = new EnumMap<>(Framework.class);
    final YamlNode frameworks = root.mapping("frameworks");
    for (final Map.Entry<String, JsonNode> entry : frameworks.fields()) {
      final YamlNode term = frameworks.mapping(entry.getKey());
      term.known(List.of("retention_days", "encryption_required"));
      terms.put(
          framework(frameworks, entry.getKey()),
          new FrameworkTerms(term.days("retention_days"), term.flag("encryption_required")));
    }
    final List<ComplianceRule> rules = rules(root);
    for (final ComplianceRule rule : rules) {
      if (!terms.containsKey(rule.framework())) {
        throw frameworks.refuse(
            "has no terms for %s, the framework of rule %s"
                .formatted(rule.framework().tag(), rule.ruleId()));
      }
    }
    return new RuleSet(rules, terms);
  }

  /** The rules of a list; their ids are unique in it. */
  static List<ComplianceRule> rules(final YamlNode root) {
    final Map<String, ComplianceRule> rules = new LinkedHashMap<>();
    for (final YamlNode node : root.mappings("rules")) {
      final ComplianceRule rule = rule(node, root.where());
      if (rules.put(rule.ruleId(), rule) != null) {
        throw root.refuse("has the rule %s twice".formatted(rule.ruleId()));
      }
    }
    return new ArrayList<>(rules.values());
  }

  private static ComplianceRule rule(final YamlNode unnamed, final String origin) {
    final String ruleId = unnamed.text("rule_id");
    final YamlNode rule = new YamlNode(unnamed.node(), origin + ", rule " + ruleId);
    rule.known(RULE_KEYS);
    if (!RULE_ID.matcher(ruleId).matches()) {
      throw rule.refuse(
          "field \"rule_id\" has 1 to 64 letters, digits, dots, dashes or underscores");
    }
    return new ComplianceRule(
        ruleId,
        framework(rule, rule.text("framework")),
        rule.text("title"),
        rule.text("citation"),
        rule.oneOf("category", CATEGORIES),
        rule.oneOf("severity", ActWords.SEVERITIES),
        rule.days("retention_days"),
        rule.flag("real_time_monitoring"),
        rule.flag("encryption_required"),
        rule.mappings("match").stream().map(ConditionYaml::read).toList(),
        rule.mappings("violated").stream().map(ConditionYaml::read).toList());
  }

  static Framework framework(final YamlNode at, final String text) {
    return Framework.of(text)
        .orElseThrow(
            () ->
                at.refuse("names the framework \"%s\"; known are: %s".formatted(text, FRAMEWORKS)));
  }
}
