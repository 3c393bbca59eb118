package com.nexora.streams.catalogue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON objects of texts and numbers, one level deep, fields in the order of their names: the same
 * values are the same bytes. Nested values are skipped.
 */
public final class FlatJson {

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> fields = new TreeMap<>();

  private FlatJson() {}

  /** Numbers as numbers, everything else as text. */
  public static byte[] write(final Map<String, ?> fields) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (final Map.Entry<String, ?> field : new TreeMap<>(fields).entrySet()) {
        if (field.getValue() instanceof Number number) {
          json.writeNumberField(field.getKey(), number.longValue());
        } else {
          json.writeStringField(field.getKey(), String.valueOf(field.getValue()));
        }
      }
      json.writeEndObject();
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write JSON to memory", e);
    }
    return out.toByteArray();
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static FlatJson read(final byte[] bytes) {
    final FlatJson read = new FlatJson();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("expected a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        final String name = json.currentName();
        if (json.nextToken().isScalarValue()) {
          read.fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
    } catch (final IOException e) {
      throw new IllegalArgumentException("not a JSON object", e);
    }
    return read;
  }

  /**
   * A field that must be there.
   *
   * @throws IllegalArgumentException if it is missing or empty
   */
  public String text(final String name) {
    final String text = fields.get(name);
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException("the field " + name + " is missing");
    }
    return text;
  }

  /** A field, or something else if it is missing. */
  public String textOr(final String name, final String other) {
    return fields.getOrDefault(name, other);
  }

  /**
   * A whole number that must be there.
   *
   * @throws IllegalArgumentException if it is missing or none
   */
  public long number(final String name) {
    try {
      return Long.parseLong(text(name));
    } catch (final NumberFormatException e) {
      throw new IllegalArgumentException("the field " + name + " is not a number", e);
    }
  }
}
