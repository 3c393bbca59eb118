package com.nexora.streams.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of a JSON event whose names are written as in our schemas ({@code event_id}) or in
 * camel case ({@code eventId}). Messages name fields, never values: a value may be a secret.
 */
final class FieldReader {

  private final JsonNode record;

  /**
   * @throws RefusedException if the record is no object
   */
  FieldReader(final JsonNode record) throws RefusedException {
    if (!record.isObject()) {
      throw new RefusedException("not a JSON object");
    }
    this.record = record;
  }

  /** The field under either name; null if it is not there or null. */
  @Nullable JsonNode node(final String name) {
    final JsonNode snake = record.get(name);
    final JsonNode value = snake == null ? record.get(camel(name)) : snake;
    return value == null || value.isNull() ? null : value;
  }

  String text(final String name) throws RefusedException {
    final String text = optional(name, "");
    if (text.isBlank()) {
      throw new RefusedException("field " + name + " is missing");
    }
    return text;
  }

  String optional(final String name, final String otherwise) throws RefusedException {
    final JsonNode value = node(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw new RefusedException("field " + name + " must be a text");
    }
    return value.textValue();
  }

  @Nullable String nullable(final String name) throws RefusedException {
    return node(name) == null ? null : optional(name, "");
  }

  double number(final String name) throws RefusedException {
    final JsonNode value = node(name);
    if (value == null) {
      throw new RefusedException("field " + name + " is missing");
    }
    if (!value.isNumber()) {
      throw new RefusedException("field " + name + " must be a number");
    }
    return value.doubleValue();
  }

  /** Epoch milliseconds from ISO-8601 with a zone, or from a whole number of milliseconds. */
  long time(final String name) throws RefusedException {
    final JsonNode value = node(name);
    if (value == null) {
      throw new RefusedException("field " + name + " is missing");
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    try {
      if (value.isTextual()) {
        return OffsetDateTime.parse(value.textValue()).toInstant().toEpochMilli();
      }
    } catch (final DateTimeException | ArithmeticException e) {
      throw new RefusedException(timeMessage(name));
    }
    throw new RefusedException(timeMessage(name));
  }

  private static String timeMessage(final String name) {
    return "field "
        + name
        + " must be ISO-8601 with a zone such as 2023-07-10T11:54:47Z, or epoch milliseconds";
  }

  /** A JSON body that may stand as an object or as text. */
  String json(final String name, final String otherwise) throws RefusedException {
    final JsonNode value = node(name);
    if (value == null) {
      return otherwise;
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isObject()) {
      return value.toString();
    }
    throw new RefusedException("field " + name + " must be an object or its text");
  }

  Map<String, String> metadata() throws RefusedException {
    final JsonNode value = node("metadata");
    final Map<String, String> metadata = new LinkedHashMap<>();
    if (value == null) {
      return metadata;
    }
    if (!value.isObject()) {
      throw new RefusedException("field metadata must be an object");
    }
    value
        .properties()
        .forEach(
            entry ->
                metadata.put(
                    entry.getKey(),
                    entry.getValue().isValueNode()
                        ? entry.getValue().asText()
                        : entry.getValue().toString()));
    return metadata;
  }

  private static String camel(final String snake) {
    final StringBuilder camel = new StringBuilder();
    for (final String word : snake.split("_")) {
      camel.append(
          camel.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return camel.toString();
  }
}
