package com.nexora.streams.destinations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.Redactor;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes an Avro record as JSON with camelCase names, bytes in Base64; an event that nobody has
 * redacted yet with its names only, or redacted here. NUL characters become U+FFFD: databases do
 * not store them, and a record must not be lost for one.
 */
final class RecordJson {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String OCSF = "ocsf_event";
  private static final Set<String> JSON_FIELDS = Set.of("payload", "data", OCSF);

  /** Free-form, so data subjects are looked for in them. */
  private static final Set<String> FREE_FIELDS = Set.of("payload", "data");

  /** A NUL as JSON writes it: u0000 behind an odd number of backslashes. */
  private static final Pattern NUL_ESCAPE = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private RecordJson() {}

  /**
   * @param only fields to write, by their Avro names; empty: all
   */
  static String of(final IndexedRecord record, final Set<String> only) {
    final StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      record(json, record, only);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return text.toString();
  }

  /**
   * An event with its bodies redacted: JSON in it becomes JSON of the item.
   *
   * @param names fields that hold no body, by their Avro names; written as they are
   * @param aliases names for the data subjects of the event
   */
  static String redacted(
      final IndexedRecord event,
      final Set<String> names,
      final Redactor redactor,
      final Aliases aliases,
      final String tenantId) {
    final StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (final Schema.Field field : event.getSchema().getFields()) {
        final Object value = event.get(field.pos());
        json.writeFieldName(camel(field.name()));
        if (names.contains(field.name())
            || !(value instanceof CharSequence || value instanceof Map)) {
          value(json, value);
        } else if (value instanceof Map<?, ?> map) {
          value(
              json,
              redactor.texts(aliases.texts(texts(map)), Body.FREE, tenantId, redactor.tally()));
        } else {
          body(json, field.name(), value.toString(), redactor, aliases, tenantId);
        }
      }
      json.writeEndObject();
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return text.toString();
  }

  /** Names for the data subjects that the free-form bodies of an event name. */
  static Aliases aliases(
      final IndexedRecord event, final Redactor redactor, final String tenantId) {
    final Set<String> ids = new TreeSet<>();
    for (final Schema.Field field : event.getSchema().getFields()) {
      final Object value = event.get(field.pos());
      if (value instanceof Map<?, ?> map) {
        redactor.subjects().find(texts(map), ids);
      } else if (value instanceof CharSequence && FREE_FIELDS.contains(field.name())) {
        redactor.subjects().find(value.toString(), ids);
      }
    }
    return redactor.subjects().aliases(tenantId, ids);
  }

  private static Map<String, String> texts(final Map<?, ?> map) {
    final Map<String, String> texts = new LinkedHashMap<>();
    map.forEach((key, entry) -> texts.put(String.valueOf(key), String.valueOf(entry)));
    return texts;
  }

  private static void body(
      final JsonGenerator json,
      final String name,
      final String value,
      final Redactor redactor,
      final Aliases aliases,
      final String tenantId)
      throws IOException {
    if (JSON_FIELDS.contains(name) && !value.isEmpty()) {
      final Body kind = name.equals(OCSF) ? Body.TYPED : Body.FREE;
      json.writeRawValue(
          NUL_ESCAPE
              .matcher(clean(redactor.json(aliases.json(value), kind, tenantId, redactor.tally())))
              .replaceAll("$1\\\\ufffd"));
    } else {
      value(json, redactor.value(name, aliases.text(value), Body.FREE, tenantId, redactor.tally()));
    }
  }

  private static void record(
      final JsonGenerator json, final IndexedRecord record, final Set<String> only)
      throws IOException {
    json.writeStartObject();
    for (final Schema.Field field : record.getSchema().getFields()) {
      if (only.isEmpty() || only.contains(field.name())) {
        json.writeFieldName(camel(field.name()));
        value(json, record.get(field.pos()));
      }
    }
    json.writeEndObject();
  }

  private static void value(final JsonGenerator json, final @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof IndexedRecord nested) {
      record(json, nested, Set.of());
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (final Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(clean(String.valueOf(entry.getKey())));
        value(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Iterable<?> items) {
      json.writeStartArray();
      for (final Object item : items) {
        value(json, item);
      }
      json.writeEndArray();
    } else {
      scalar(json, value);
    }
  }

  private static void scalar(final JsonGenerator json, final Object value) throws IOException {
    if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      json.writeNumber(number.doubleValue());
    } else if (value instanceof Number) {
      json.writeNull();
    } else if (value instanceof ByteBuffer bytes) {
      final byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      json.writeString(Base64.getEncoder().encodeToString(copy));
    } else {
      json.writeString(clean(value.toString()));
    }
  }

  /** The text without NUL and without halves of characters. */
  static String clean(final String text) {
    boolean sound = true;
    for (int i = 0; i < text.length() && sound; i++) {
      sound = text.charAt(i) != 0 && !Character.isSurrogate(text.charAt(i));
    }
    if (sound) {
      return text;
    }
    final StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 0 || c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static String camel(final String name) {
    final StringBuilder camel = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      final char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return camel.toString();
  }
}
