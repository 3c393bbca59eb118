package com.nexora.streams.ingest.foreign;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.nexora.streams.ingest.JsonBounds;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read in one pass without a tree: texts and numbers as they are,
 * nested values as compact JSON, and the fields of objects that the caller opens under {@code
 * object.field}. Names with a dot in them are skipped.
 *
 * <p>Whatever a producer nests deeper than {@value #MAX_DEPTH} levels is replaced by {@value
 * #REDACTED}: nobody looks for secrets there, so nothing of it may stay.
 */
public final class JsonFields {

  /** Levels of a nested value that are kept. */
  public static final int MAX_DEPTH = 10;

  /** Stands for what was taken out. */
  public static final String REDACTED = "[REDACTED]";

  private static final int MAX_NESTING = 100;
  private static final int MAX_TEXT = 1_000_000;
  private static final int MAX_FIELDS = 1_000;
  private static final JsonFactory JSON = JsonBounds.parsers(MAX_NESTING, MAX_TEXT);

  private final Map<String, Value> values = new LinkedHashMap<>();

  private JsonFields() {}

  /** Kinds of values. */
  public enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL,
    OBJECT,
    LIST
  }

  /**
   * A value.
   *
   * @param text the text itself, or the value's JSON
   */
  public record Value(Kind kind, String text) {}

  /**
   * Reads exactly one object.
   *
   * @param opened names of objects on the first level whose fields are wanted one by one
   * @throws IOException if the bytes are none, or are out of bounds: nesting, names, numbers,
   *     number of fields, a name twice
   */
  public static JsonFields read(final byte[] json, final Set<String> opened) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      return read(parser, opened);
    }
  }

  /** As {@link #read(byte[], Set)}, from a text. */
  public static JsonFields read(final String json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      return read(parser, Set.of());
    }
  }

  private static JsonFields read(final JsonParser parser, final Set<String> opened)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no object");
    }
    final JsonFields fields = new JsonFields();
    fields.object(parser, "", opened);
    if (parser.nextToken() != null) {
      throw new IOException("something behind the object");
    }
    return fields;
  }

  private void object(final JsonParser parser, final String prefix, final Set<String> opened)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      final String own = parser.currentName();
      final String name = prefix + own;
      final JsonToken token = parser.nextToken();
      if (own.indexOf('.') >= 0) {
        // It could pass for a field of an opened object.
        parser.skipChildren();
      } else if (token == JsonToken.START_OBJECT && opened.contains(name)) {
        put(name, new Value(Kind.OBJECT, ""));
        object(parser, name + '.', Set.of());
      } else {
        put(name, value(parser, token));
      }
    }
  }

  private void put(final String name, final Value value) throws IOException {
    values.put(name, value);
    if (values.size() > MAX_FIELDS) {
      throw new IOException("too many fields");
    }
  }

  private static Value value(final JsonParser parser, final JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> new Value(Kind.TEXT, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value(Kind.NUMBER, parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new Value(Kind.BOOLEAN, parser.getText());
      case VALUE_NULL -> new Value(Kind.NULL, "null");
      case START_OBJECT -> new Value(Kind.OBJECT, json(parser));
      case START_ARRAY -> new Value(Kind.LIST, json(parser));
      default -> throw new IOException("no value");
    };
  }

  private static String json(final JsonParser parser) throws IOException {
    final StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      copy(parser, json, 1);
    }
    return out.toString();
  }

  /**
   * Any one JSON object as compact JSON, its depth bounded.
   *
   * @throws IOException as {@link #read(byte[], Set)}
   */
  public static String bounded(final byte[] object) throws IOException {
    try (JsonParser parser = JSON.createParser(object)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      final String json = json(parser);
      if (parser.nextToken() != null) {
        throw new IOException("something behind the object");
      }
      return json;
    }
  }

  private static void copy(final JsonParser in, final JsonGenerator out, final int depth)
      throws IOException {
    final JsonToken token = in.currentToken();
    if (token.isStructStart() && depth > MAX_DEPTH) {
      in.skipChildren();
      out.writeString(REDACTED);
    } else if (token == JsonToken.START_OBJECT) {
      out.writeStartObject();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        out.writeFieldName(in.currentName());
        in.nextToken();
        copy(in, out, depth + 1);
      }
      out.writeEndObject();
    } else if (token == JsonToken.START_ARRAY) {
      out.writeStartArray();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        copy(in, out, depth + 1);
      }
      out.writeEndArray();
    } else if (token.isNumeric()) {
      // As written: a double would lose digits, and an exponent may be larger than any number.
      out.writeNumber(in.getText());
    } else {
      out.copyCurrentEvent(in);
    }
  }

  /** The value of a field; null if there is none. */
  public @Nullable Value get(final String name) {
    return values.get(name);
  }

  /** The texts of a field: itself, or what of its list is a text; none if it is neither. */
  public List<String> texts(final String name) {
    final Value value = values.get(name);
    if (value == null || (value.kind != Kind.TEXT && value.kind != Kind.LIST)) {
      return List.of();
    }
    if (value.kind == Kind.TEXT) {
      return List.of(value.text);
    }
    final List<String> texts = new ArrayList<>();
    try (JsonParser list = JSON.createParser(value.text)) {
      list.nextToken();
      while (list.nextToken() != JsonToken.END_ARRAY) {
        if (list.currentToken() == JsonToken.VALUE_STRING) {
          texts.add(list.getText());
        }
        list.skipChildren();
      }
    } catch (final IOException e) {
      throw new IllegalStateException("a list was read before", e);
    }
    return texts;
  }

  /** The text of the first of these fields that holds one, or a number; null if none does. */
  public @Nullable String first(final String... names) {
    for (final String name : names) {
      final Value value = values.get(name);
      if (value != null
          && (value.kind == Kind.NUMBER || (value.kind == Kind.TEXT && !value.text.isEmpty()))) {
        return value.text;
      }
    }
    return null;
  }
}
