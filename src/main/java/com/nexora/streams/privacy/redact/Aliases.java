package com.nexora.streams.privacy.redact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.nexora.events.AuditEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The names that stand for the data subjects of one record, put where their ids stand in its texts.
 *
 * <p>An id of {@value #ANYWHERE_FROM} characters or more is replaced wherever it occurs, also
 * within a word ({@code user:cust-123}, {@code cust-123.pdf}); a shorter one only as a word of its
 * own, else the id {@code 7} would take every number apart. A number is replaced if the whole of it
 * is an id, a short one only in a field of data subjects. Names that stand already are not looked
 * into. A record so large, and of so many persons, that the search would take long loses its texts
 * instead. For one record and one thread.
 */
public final class Aliases {

  /** Starts the name of a data subject; 40 hex digits follow. */
  public static final String PREFIX = "sub-";

  /** Characters of a pseudonym. */
  public static final int LENGTH = PREFIX.length() + 40;

  /** Of a record that speaks of nobody. */
  public static final Aliases NONE = new Aliases(Map.of(), Set.of(), id -> id);

  private static final int ANYWHERE_FROM = 4;
  private static final JsonFactory JSON = new JsonFactory();

  /** Texts within texts that are read as JSON. */
  private static final int MAX_TEXTS = 3;

  /** Most characters that are compared, times ids: some tens of milliseconds. */
  private static final long MOST_WORK = 64L << 20;

  /** So few that a whole body is searched before it is taken apart. */
  private static final int FEW = 16;

  /** What it costs to look at a text at all, in characters. */
  private static final int PER_TEXT = 8;

  private final Map<String, String> names;
  private final Set<String> fields;
  private final UnaryOperator<String> newId;
  private long work;

  /**
   * @param names by id, longest ids first
   * @param fields whose values are ids
   * @param newId what stands for the id of an act that holds a person's
   */
  public Aliases(
      final Map<String, String> names,
      final Set<String> fields,
      final UnaryOperator<String> newId) {
    this.names = names;
    this.fields = fields;
    this.newId = newId;
  }

  /** Whether a text is such a name. */
  public static boolean isOne(final String text) {
    return text.length() == LENGTH && isAt(text, 0);
  }

  /** Whether there is nobody to name. */
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** The text with names for ids; the same instance if it holds none. */
  public String text(final String text) {
    if (names.isEmpty() || text.isEmpty()) {
      return text;
    }
    final String name = names.get(text);
    if (name != null) {
      return name;
    }
    if (isTooMuch(text)) {
      return Redactor.MARKER;
    }
    final List<Map.Entry<String, String>> present = present(text);
    return present.isEmpty() ? text : replaced(text, present);
  }

  /** As {@link #text}. */
  public @Nullable String textOrNull(final @Nullable String text) {
    return text == null ? null : text(text);
  }

  /** Texts by key, with names for ids in both; the same instance if they hold none. */
  public Map<String, String> texts(final Map<String, String> texts) {
    if (names.isEmpty()) {
      return texts;
    }
    boolean changed = false;
    final Map<String, String> named = new LinkedHashMap<>();
    for (final Map.Entry<String, String> entry : texts.entrySet()) {
      final String key = text(entry.getKey());
      final String value = text(entry.getValue());
      changed |= key != entry.getKey() || value != entry.getValue();
      named.put(key, value);
    }
    return changed ? named : texts;
  }

  /**
   * JSON with names for ids in its texts, keys and numbers; the same instance if it holds none.
   * What is no JSON is replaced as a whole.
   */
  public String json(final String json) {
    if (names.isEmpty() || json.isEmpty()) {
      return json;
    }
    if (names.size() <= FEW && json.indexOf('\\') < 0 && present(json).isEmpty()) {
      return json;
    }
    final String copied = copied(json, 0);
    return copied == null ? '"' + Redactor.MARKER + '"' : copied;
  }

  /** Whether a text may be a JSON object or list with texts in it. */
  public static boolean mayBeJson(final String text) {
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      if (c == '{' || c == '[') {
        return text.indexOf('"', i) > 0;
      }
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        return false;
      }
    }
    return false;
  }

  /**
   * @param level how many texts this one lies in
   * @return null if it is no JSON
   */
  private @Nullable String copied(final String json, final int level) {
    final StringWriter text = new StringWriter(json.length() + LENGTH);
    try (JsonParser in = JSON.createParser(json);
        JsonGenerator out = JSON.createGenerator(text)) {
      if (in.nextToken() == null) {
        return json;
      }
      copy(in, out, "", level);
      if (in.nextToken() != null) {
        return null;
      }
    } catch (final IOException e) {
      return null;
    }
    return text.toString();
  }

  /** A text within JSON, which may be JSON itself. */
  private String value(final String text, final int level) {
    if (level < MAX_TEXTS && mayBeJson(text)) {
      final String copied = copied(text, level + 1);
      if (copied != null) {
        return copied;
      }
    }
    return text(text);
  }

  /** Copies the value that the parser stands on, token by token. */
  private void copy(
      final JsonParser in, final JsonGenerator out, final String field, final int level)
      throws IOException {
    final JsonToken token = in.currentToken();
    if (token == JsonToken.START_OBJECT) {
      out.writeStartObject();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        final String name = in.currentName();
        out.writeFieldName(fields.contains(name) ? name : text(name));
        in.nextToken();
        copy(in, out, name, level);
      }
      out.writeEndObject();
    } else if (token == JsonToken.START_ARRAY) {
      out.writeStartArray();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        copy(in, out, field, level);
      }
      out.writeEndArray();
    } else if (token == JsonToken.VALUE_STRING) {
      out.writeString(value(in.getText(), level));
    } else if (token.isNumeric()) {
      number(in.getText(), out, field);
    } else {
      out.copyCurrentEvent(in);
    }
  }

  private void number(final String number, final JsonGenerator out, final String field)
      throws IOException {
    final String name = names.get(number);
    if (name != null && (number.length() >= ANYWHERE_FROM || fields.contains(field))) {
      out.writeString(name);
    } else {
      out.writeNumber(number);
    }
  }

  /** Puts names into every text of an act of the trail but its payload and fixed words. */
  public void rename(final AuditEvent act) {
    final String id = act.getAuditId();
    if (!text(id).equals(id)) {
      act.setAuditId(newId.apply(id));
    }
    act.setAction(text(act.getAction()));
    act.setDescription(text(act.getDescription()));
    act.setActor(text(act.getActor()));
    act.setAgent(textOrNull(act.getAgent()));
    act.setResource(text(act.getResource()));
    act.setCorrelationId(textOrNull(act.getCorrelationId()));
    act.setMetadata(new TreeMap<>(texts(act.getMetadata())));
  }

  private boolean isTooMuch(final String text) {
    work += (text.length() + (long) PER_TEXT) * names.size();
    return work > MOST_WORK;
  }

  private List<Map.Entry<String, String>> present(final String text) {
    List<Map.Entry<String, String>> present = List.of();
    for (final Map.Entry<String, String> entry : names.entrySet()) {
      if (text.contains(entry.getKey())) {
        if (present.isEmpty()) {
          present = new ArrayList<>();
        }
        present.add(entry);
      }
    }
    return present;
  }

  private static String replaced(final String text, final List<Map.Entry<String, String>> present) {
    final StringBuilder out = new StringBuilder(text.length() + LENGTH);
    int at = 0;
    while (at < text.length()) {
      if (isAt(text, at)) {
        out.append(text, at, at + LENGTH);
        at += LENGTH;
        continue;
      }
      final Map.Entry<String, String> found = idAt(text, at, present);
      if (found == null) {
        out.append(text.charAt(at++));
      } else {
        out.append(found.getValue());
        at += found.getKey().length();
      }
    }
    return out.toString();
  }

  private static Map.@Nullable Entry<String, String> idAt(
      final String text, final int at, final List<Map.Entry<String, String>> present) {
    for (final Map.Entry<String, String> entry : present) {
      final String id = entry.getKey();
      if (text.startsWith(id, at)
          && (id.length() >= ANYWHERE_FROM
              || (isEdge(text, at - 1) && isEdge(text, at + id.length())))) {
        return entry;
      }
    }
    return null;
  }

  private static boolean isAt(final String text, final int at) {
    if (text.length() - at < LENGTH || !text.startsWith(PREFIX, at)) {
      return false;
    }
    for (int i = at + PREFIX.length(); i < at + LENGTH; i++) {
      final char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEdge(final String text, final int index) {
    return index < 0 || index >= text.length() || !Character.isLetterOrDigit(text.charAt(index));
  }
}
