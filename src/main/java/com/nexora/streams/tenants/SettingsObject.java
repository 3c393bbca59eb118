package com.nexora.streams.tenants;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A JSON object that is read strictly: no unknown members, no text where a number belongs, nothing
 * without a bound. A settings file in which a misspelt name is silently ignored is a filter that
 * nobody applies.
 */
final class SettingsObject {

  private final JsonNode node;
  private final String path;

  /**
   * @param path JSON pointer to the object
   * @throws InvalidSettingException if it is no object, or has other members than these
   */
  SettingsObject(final JsonNode node, final String path, final Set<String> members) {
    if (!node.isObject()) {
      throw new InvalidSettingException(path, "This must be an object.", "a JSON object");
    }
    this.node = node;
    this.path = path;
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!members.contains(name)) {
                throw new InvalidSettingException(
                    pointer(name), "There is no such setting.", String.join(", ", members));
              }
            });
  }

  /** JSON pointer to a member. */
  String pointer(final String name) {
    return path + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  boolean has(final String name) {
    return !node.path(name).isMissingNode();
  }

  JsonNode member(final String name) {
    return node.path(name);
  }

  boolean flag(final String name, final boolean absent) {
    final JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw new InvalidSettingException(
          pointer(name), "This must be true or false.", "true, false");
    }
    return value.booleanValue();
  }

  int whole(final String name, final int least, final int most, final int absent) {
    final JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw new InvalidSettingException(
          pointer(name),
          "This must be a whole number within its range.",
          "a whole number from " + least + " to " + most);
    }
    return value.intValue();
  }

  String text(final String name, final int mostBytes, final String absent) {
    final JsonNode value = node.path(name);
    return value.isMissingNode() ? absent : text(value, pointer(name), mostBytes);
  }

  /** Different texts in their order. */
  List<String> texts(final String name, final int most, final int mostBytes) {
    final Set<String> texts = new LinkedHashSet<>();
    for (final String text : list(name, most, (item, at) -> text(item, at, mostBytes))) {
      if (!texts.add(text)) {
        throw new InvalidSettingException(
            pointer(name), "The list names something twice.", "each once");
      }
    }
    return List.copyOf(texts);
  }

  /** Members of a list, each read with its place. */
  <T> List<T> list(
      final String name, final int most, final BiFunction<JsonNode, String, T> reader) {
    final JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > most) {
      throw new InvalidSettingException(
          pointer(name), "This must be a list of at most " + most + ".", "a list of 0 to " + most);
    }
    final List<T> items = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      items.add(reader.apply(value.get(i), pointer(name) + "/" + i));
    }
    return List.copyOf(items);
  }

  /** An object whose member names are free. */
  <T> Map<String, T> map(
      final String name,
      final int most,
      final int mostNameBytes,
      final BiFunction<JsonNode, String, T> reader) {
    final JsonNode value = node.path(name);
    final Map<String, T> map = new LinkedHashMap<>();
    if (value.isMissingNode()) {
      return map;
    }
    if (!value.isObject() || value.size() > most) {
      throw new InvalidSettingException(
          pointer(name),
          "This must be an object of at most " + most + " members.",
          "a JSON object of 0 to " + most + " members");
    }
    for (final Map.Entry<String, JsonNode> member : value.properties()) {
      if (member.getKey().isEmpty() || bytes(member.getKey()) > mostNameBytes) {
        throw new InvalidSettingException(
            pointer(name),
            "A member has a name that is empty or too long.",
            "names of 1 to " + mostNameBytes + " bytes of UTF-8");
      }
      final String at = pointer(name) + "/" + member.getKey().replace("~", "~0").replace("/", "~1");
      map.put(member.getKey(), reader.apply(member.getValue(), at));
    }
    return map;
  }

  static String text(final JsonNode value, final String at, final int mostBytes) {
    if (!value.isTextual() || value.textValue().isEmpty() || bytes(value.textValue()) > mostBytes) {
      throw new InvalidSettingException(
          at,
          "This must be a text within its bound.",
          "a text of 1 to " + mostBytes + " bytes of UTF-8");
    }
    return value.textValue();
  }

  private static int bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
