package com.nexora.streams.compliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A mapping of the rules' source that is read key by key; what it does not know it refuses, since a
 * misspelt {@code encryption_required} must not leave data in clear.
 *
 * @param where names source and rule in errors
 */
record YamlNode(JsonNode node, String where) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * The mapping that a text holds, as YAML or JSON.
   *
   * @throws RulesException if it is neither
   */
  static YamlNode parse(final String text, final String origin) {
    try {
      final YamlNode root = new YamlNode(YAML.readTree(text), origin);
      if (root.node == null || !root.node.isObject()) {
        throw root.refuse(
            "is not a mapping; compare it with the shipped config/compliance-rules.yaml");
      }
      return root;
    } catch (final JsonProcessingException e) {
      final String at =
          e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
      throw new RulesException(
          "%s is not valid YAML: %s%s".formatted(origin, e.getOriginalMessage(), at), e);
    }
  }

  YamlNode known(final List<String> keys) {
    for (final Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      final String name = names.next();
      if (!keys.contains(name)) {
        throw refuse(
            "has the unknown field \"%s\"; known fields are: %s"
                .formatted(name, String.join(", ", keys)));
      }
    }
    return this;
  }

  boolean has(final String key) {
    return node.has(key);
  }

  /** A mapping below. */
  YamlNode mapping(final String key) {
    final JsonNode value = node.path(key);
    if (!value.isObject()) {
      throw refuse("needs the field \"%s\" as a mapping".formatted(key));
    }
    return new YamlNode(value, where + ", " + key);
  }

  /** The mappings of a list below; one mapping counts as a list of one. */
  List<YamlNode> mappings(final String key) {
    final JsonNode value = node.path(key);
    final List<YamlNode> list = new ArrayList<>();
    if (value.isObject()) {
      list.add(new YamlNode(value, where + ", " + key));
    } else {
      for (final JsonNode item : value) {
        final String at = where + ", " + key + " " + (list.size() + 1);
        if (!item.isObject()) {
          throw new RulesException(at + ": must be a mapping");
        }
        list.add(new YamlNode(item, at));
      }
    }
    if (list.isEmpty()) {
      throw refuse("needs the field \"%s\" with at least one mapping".formatted(key));
    }
    return list;
  }

  Iterable<Map.Entry<String, JsonNode>> fields() {
    return node.properties();
  }

  String text(final String key) {
    final JsonNode value = node.path(key);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw refuse("needs the field \"%s\" as a text".formatted(key));
    }
    return value.textValue();
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

  boolean flag(final String key) {
    final JsonNode value = node.path(key);
    if (!value.isBoolean()) {
      throw refuse(
          "needs the field \"%s\" as true or false, not \"%s\"".formatted(key, value.asText()));
    }
    return value.booleanValue();
  }

  int days(final String key) {
    final JsonNode value = node.path(key);
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > 36_525) {
      throw refuse(
          "needs the field \"%s\" as a number of days from 1 to 36525, not \"%s\""
              .formatted(key, value.asText()));
    }
    return value.intValue();
  }

  double number(final String key) {
    final JsonNode value = node.path(key);
    if (!value.isNumber()) {
      throw refuse("needs the field \"%s\" as a number, not \"%s\"".formatted(key, value.asText()));
    }
    return value.doubleValue();
  }

  /** The texts of a list below; one text counts as a list of one. */
  List<String> texts(final String key) {
    final JsonNode value = node.path(key);
    final List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      for (final JsonNode item : value) {
        texts.add(scalar(key, item));
      }
    } else {
      texts.add(scalar(key, value));
    }
    if (texts.isEmpty()) {
      throw refuse("field \"%s\" is an empty list: leave it out or name something".formatted(key));
    }
    return texts;
  }

  private String scalar(final String key, final JsonNode value) {
    if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
      throw refuse("needs the field \"%s\" as a text or a list of texts".formatted(key));
    }
    return value.asText();
  }

  RulesException refuse(final String what) {
    return new RulesException(where + ": " + what);
  }
}
