package com.nexora.streams.privacy.redact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.nexora.streams.privacy.redact.RedactionRules.KeyRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads rules and refuses what it does not understand: a misspelt rule must not leave secrets in
 * clear.
 */
public final class RedactionYaml {

  private static final String RESOURCE = "config/redaction.yaml";
  private static final int LARGEST = 256 * 1024;
  private static final int MOST_RULES = 100;
  private static final int MOST_PATTERNS = 1_000;
  private static final int DEEPEST = 100;

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private RedactionYaml() {}

  /**
   * The shipped rules.
   *
   * @throws RedactionRulesException if they are not on the class path or not valid
   */
  public static RedactionRules shipped() {
    try (InputStream in = RedactionYaml.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new RedactionRulesException(RESOURCE + " is not on the class path: rebuild");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), RESOURCE);
    } catch (final IOException e) {
      throw new RedactionRulesException("cannot read " + RESOURCE + ": " + e.getMessage(), e);
    }
  }

  /**
   * Rules of one's own.
   *
   * @throws RedactionRulesException if the file cannot be read or is not valid
   */
  public static RedactionRules load(final Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new RedactionRulesException(
            "redaction rules %s have more than %d bytes: take the shipped file as a start"
                .formatted(file, LARGEST));
      }
      return parse(Files.readString(file), file.toString());
    } catch (final IOException e) {
      throw new RedactionRulesException(
          "cannot read redaction rules " + file + " (" + e + "): give a readable YAML file", e);
    }
  }

  /**
   * Rules from text.
   *
   * @param origin names the source in errors
   */
  public static RedactionRules parse(final String yaml, final String origin) {
    final Node root = Node.parse(yaml, "redaction rules " + origin);
    root.known("max_depth", "keys", "not_secret", "values", "typed");
    final Node typed = root.mapping("typed");
    typed.known("secrets", "identifiers", "identifier_keys");
    final String identifiers = typed.text("identifiers");
    if (!identifiers.equals("keep") && !identifiers.equals(Action.HASH.word())) {
      throw typed.refuse(
          "field \"identifiers\" is \"%s\"; it is keep or hash".formatted(identifiers));
    }
    return new RedactionRules(
        root.number("max_depth", 1, DEEPEST),
        keys(root.mapping("keys")),
        root.patterns("not_secret"),
        values(root.mapping("values")),
        typed.patterns("secrets"),
        typed.patterns("identifier_keys"),
        identifiers.equals("keep") ? Optional.empty() : Optional.of(Action.HASH));
  }

  private static Map<String, KeyRule> keys(final Node node) {
    final Map<String, KeyRule> rules = new LinkedHashMap<>();
    for (final String name : node.names()) {
      final Node rule = node.mapping(name);
      rule.known("sort", "action", "names");
      if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
        throw rule.refuse("a rule's name has 1 to 32 small letters, digits and dashes");
      }
      final Sort sort =
          Sort.valueOf(rule.oneOf("sort", words(Sort.values())).toUpperCase(java.util.Locale.ROOT));
      final Action action = action(rule);
      checkEncryption(rule, sort, action);
      rules.put(name, new KeyRule(name, sort, action, rule.patterns("names")));
    }
    if (rules.isEmpty() || rules.size() > MOST_RULES) {
      throw node.refuse("must have 1 to %d rules".formatted(MOST_RULES));
    }
    return rules;
  }

  private static Map<ValueKind, Action> values(final Node node) {
    final Map<ValueKind, Action> values = new EnumMap<>(ValueKind.class);
    final Map<String, ValueKind> known =
        Arrays.stream(ValueKind.values()).collect(Collectors.toMap(ValueKind::word, k -> k));
    for (final String name : node.names()) {
      final ValueKind kind = known.get(name);
      if (kind == null) {
        throw node.refuse(
            "has the unknown kind of value \"%s\"; known are: %s"
                .formatted(
                    name, known.keySet().stream().sorted().collect(Collectors.joining(", "))));
      }
      final Node value = node.mapping(name);
      value.known("action");
      final Action action = action(value);
      checkEncryption(value, kind.sort(), action);
      values.put(kind, action);
    }
    return values;
  }

  private static Action action(final Node node) {
    final String word =
        node.oneOf("action", Arrays.stream(Action.values()).map(Action::word).toList());
    return Arrays.stream(Action.values())
        .filter(a -> a.word().equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static void checkEncryption(final Node node, final Sort sort, final Action action) {
    if (action == Action.ENCRYPT && sort == Sort.SECRET) {
      throw node.refuse(
          "action encrypt is for personal data, which has a data subject whose key it can be"
              + " encrypted under; a secret is never stored, nor encrypted: use redact, hash or"
              + " keep-last-4");
    }
  }

  private static List<String> words(final Sort[] sorts) {
    return Arrays.stream(sorts).map(s -> s.name().toLowerCase(java.util.Locale.ROOT)).toList();
  }

  static void checkPattern(final String pattern) {
    if (!pattern.matches("\\*?[a-z0-9_]{2,64}|[a-z0-9_]{2,64}\\*")) {
      throw new RedactionRulesException(
          "\"%s\" is no pattern for keys: 2 to 64 small letters, digits and _, with a * before or behind it"
              .formatted(pattern));
    }
  }

  /** A mapping that is read key by key. */
  private record Node(JsonNode node, String where) {

    static Node parse(final String text, final String where) {
      try {
        final JsonNode root = YAML.readTree(text);
        if (root == null || !root.isObject()) {
          throw new RedactionRulesException(
              where + ": is not a mapping; compare it with the shipped " + RESOURCE);
        }
        return new Node(root, where);
      } catch (final JsonProcessingException e) {
        final String at =
            e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
        throw new RedactionRulesException(
            "%s is not valid YAML: %s%s".formatted(where, e.getOriginalMessage(), at), e);
      }
    }

    void known(final String... keys) {
      for (final String name : names()) {
        if (!List.of(keys).contains(name)) {
          throw refuse(
              "has the unknown field \"%s\"; known fields are: %s"
                  .formatted(name, String.join(", ", keys)));
        }
      }
    }

    List<String> names() {
      final List<String> names = new ArrayList<>();
      node.fieldNames().forEachRemaining(names::add);
      return names;
    }

    Node mapping(final String key) {
      if (!node.path(key).isObject()) {
        throw refuse("needs the field \"%s\" as a mapping".formatted(key));
      }
      return new Node(node.path(key), where + ", " + key);
    }

    String text(final String key) {
      if (!node.path(key).isTextual()) {
        throw refuse("needs the field \"%s\" as a text".formatted(key));
      }
      return node.path(key).textValue();
    }

    String oneOf(final String key, final List<String> allowed) {
      final String text = text(key);
      if (!allowed.contains(text)) {
        throw refuse(
            "field \"%s\" is \"%s\"; it is one of: %s"
                .formatted(key, text, String.join(", ", allowed)));
      }
      return text;
    }

    int number(final String key, final int low, final int high) {
      final JsonNode value = node.path(key);
      if (!value.isInt() || value.intValue() < low || value.intValue() > high) {
        throw refuse("needs the field \"%s\" as a number from %d to %d".formatted(key, low, high));
      }
      return value.intValue();
    }

    List<String> patterns(final String key) {
      final JsonNode value = node.path(key);
      final List<String> patterns = new ArrayList<>();
      if (!value.isArray() || value.size() > MOST_PATTERNS) {
        throw refuse(
            "needs the field \"%s\" as a list of at most %d names".formatted(key, MOST_PATTERNS));
      }
      for (final JsonNode item : value) {
        try {
          checkPattern(item.asText());
        } catch (final RedactionRulesException e) {
          throw refuse("field \"%s\": %s".formatted(key, e.getMessage()));
        }
        patterns.add(item.asText());
      }
      return patterns;
    }

    RedactionRulesException refuse(final String what) {
      return new RedactionRulesException(where + ": " + what);
    }
  }
}
