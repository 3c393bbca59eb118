package com.nexora.streams.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds an event against the compiled public OCSF 1.1.0 schema, so that "valid" means valid to
 * others and not to our own writer: required attributes, types, enumerations, lengths, patterns,
 * constraints, and no attribute that the schema does not know. Attributes of a profile count only
 * when {@code metadata.profiles} declares it. Independent of the product's code on purpose.
 */
public final class OcsfSchemaValidator {

  private static final Path SHARED = Path.of("../shared/data/ocsf-schema-1.1.0.json");

  private final JsonNode schema;
  private final Map<String, Pattern> patterns = new HashMap<>();

  private OcsfSchemaValidator(final JsonNode schema) {
    this.schema = schema;
  }

  /** The validator over the shared schema file; empty where that file is not present. */
  public static Optional<OcsfSchemaValidator> shared() {
    if (!Files.isReadable(SHARED)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new OcsfSchemaValidator(new ObjectMapper().readTree(SHARED.toFile())));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every violation of one event as {@code path: what}; empty if it is valid. */
  public List<String> violations(final JsonNode event) {
    final List<String> found = new ArrayList<>();
    final long classUid = event.path("class_uid").asLong(-1);
    for (final JsonNode candidate : schema.get("classes")) {
      if (candidate.get("uid").asLong() == classUid) {
        final Set<String> profiles = new HashSet<>();
        event.path("metadata").path("profiles").forEach(p -> profiles.add(p.asText()));
        checkObject(event, candidate, "", profiles, found);
        checkTypeUid(event, classUid, found);
        return found;
      }
    }
    return List.of("class_uid: " + event.path("class_uid") + " is no class of OCSF 1.1.0");
  }

  private static void checkTypeUid(
      final JsonNode event, final long classUid, final List<String> found) {
    final long expected = classUid * 100 + event.path("activity_id").asLong();
    if (event.path("type_uid").asLong() != expected) {
      found.add("type_uid: is " + event.path("type_uid") + ", expected " + expected);
    }
  }

  private void checkObject(
      final JsonNode object,
      final JsonNode type,
      final String path,
      final Set<String> profiles,
      final List<String> found) {
    final JsonNode attributes = type.get("attributes");
    attributes
        .properties()
        .forEach(
            entry -> {
              final JsonNode attribute = entry.getValue();
              if ("required".equals(attribute.path("requirement").asText())
                  && applies(attribute, profiles)
                  && !object.hasNonNull(entry.getKey())) {
                found.add(path + entry.getKey() + ": required, missing");
              }
            });
    object
        .properties()
        .forEach(
            entry -> {
              final String at = path + entry.getKey();
              final JsonNode attribute = attributes.get(entry.getKey());
              if (attribute == null) {
                found.add(at + ": unknown attribute of " + type.get("name").asText());
              } else if (!applies(attribute, profiles)) {
                found.add(at + ": needs profile " + attribute.get("profile").asText());
              } else {
                checkAttribute(entry.getValue(), attribute, at, profiles, found);
              }
            });
    checkConstraints(object, type, path, found);
  }

  private static boolean applies(final JsonNode attribute, final Set<String> profiles) {
    return !attribute.hasNonNull("profile") || profiles.contains(attribute.get("profile").asText());
  }

  private static void checkConstraints(
      final JsonNode object, final JsonNode type, final String path, final List<String> found) {
    type.path("constraints")
        .properties()
        .forEach(
            constraint -> {
              int present = 0;
              for (final JsonNode name : constraint.getValue()) {
                if (!object.at("/" + name.asText().replace('.', '/')).isMissingNode()) {
                  present++;
                }
              }
              final boolean one = constraint.getKey().equals("just_one");
              if (one ? present != 1 : present == 0) {
                found.add(path + ": " + constraint.getKey() + " of " + constraint.getValue());
              }
            });
  }

  private void checkAttribute(
      final JsonNode value,
      final JsonNode attribute,
      final String at,
      final Set<String> profiles,
      final List<String> found) {
    if (!attribute.path("is_array").asBoolean()) {
      checkValue(value, attribute, at, profiles, found);
      return;
    }
    if (!value.isArray()) {
      found.add(at + ": must be an array");
      return;
    }
    for (int i = 0; i < value.size(); i++) {
      checkValue(value.get(i), attribute, at + "[" + i + "]", profiles, found);
    }
  }

  private void checkValue(
      final JsonNode value,
      final JsonNode attribute,
      final String at,
      final Set<String> profiles,
      final List<String> found) {
    final String objectType = attribute.path("object_type").asText("null");
    if (!objectType.equals("null") && attribute.hasNonNull("object_type")) {
      if (!value.isObject()) {
        found.add(at + ": must be an object");
      } else if (!objectType.equals("object")) {
        checkObject(value, schema.get("objects").get(objectType), at + ".", profiles, found);
      }
      return;
    }
    checkScalar(value, attribute.get("type").asText(), at, found);
    if (attribute.hasNonNull("enum") && !attribute.get("enum").has(value.asText())) {
      found.add(at + ": " + value + " is not in the enumeration");
    }
  }

  private void checkScalar(
      final JsonNode value, final String typeName, final String at, final List<String> found) {
    final JsonNode type = schema.get("types").get(typeName);
    final String base = type.hasNonNull("type") ? type.get("type").asText() : typeName;
    final boolean fits =
        switch (base) {
          case "string_t" -> value.isTextual();
          case "integer_t" -> value.isIntegralNumber() && value.canConvertToInt();
          case "long_t" -> value.isIntegralNumber() && value.canConvertToLong();
          case "float_t" -> value.isNumber();
          case "boolean_t" -> value.isBoolean();
          case "json_t" -> true;
          default -> throw new IllegalStateException("schema type " + base + " is not covered");
        };
    if (!fits) {
      found.add(at + ": is no " + typeName + " but " + value.getNodeType());
      return;
    }
    if (type.hasNonNull("max_len") && value.asText().length() > type.get("max_len").asInt()) {
      found.add(at + ": longer than " + type.get("max_len"));
    }
    if (type.hasNonNull("regex") && !pattern(type).matcher(value.asText()).find()) {
      found.add(at + ": " + value + " does not match " + typeName);
    }
    final JsonNode range = type.path("range");
    if (range.size() == 2
        && (value.asLong() < range.get(0).asLong() || value.asLong() > range.get(1).asLong())) {
      found.add(at + ": " + value + " is outside " + range);
    }
  }

  private Pattern pattern(final JsonNode type) {
    return patterns.computeIfAbsent(type.get("regex").asText(), Pattern::compile);
  }
}
