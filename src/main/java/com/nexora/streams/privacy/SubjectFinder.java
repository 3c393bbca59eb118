package com.nexora.streams.privacy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Redactor;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the ids of data subjects in a payload and in metadata, by the names of their fields.
 *
 * <p>A name without a dot counts at any depth; one with dots is the whole path from the root, where
 * lists do not count as a step. Texts and numbers are ids, also in lists. A text that is JSON
 * itself is read likewise. The payload is read as a stream of tokens: no tree is built. What is no
 * JSON holds no id that could be found. Thread-safe.
 */
public final class SubjectFinder {

  private static final Logger log = LoggerFactory.getLogger(SubjectFinder.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_ID_CHARACTERS = 1_024;

  /** Texts within texts that are read, each of them JSON. */
  private static final int MAX_TEXTS = 3;

  private final Set<String> names = new HashSet<>();
  private final Set<String> paths = new HashSet<>();
  private final Set<String> lastNames;

  /**
   * @param fields e.g. {@code customer_id}, {@code patient.id}
   */
  public SubjectFinder(final Collection<String> fields) {
    for (final String field : fields) {
      (field.indexOf('.') < 0 ? names : paths).add(field);
    }
    lastNames =
        fields.stream()
            .map(field -> field.substring(field.lastIndexOf('.') + 1))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Names of the fields without the path before them. */
  Set<String> names() {
    return lastNames;
  }

  /** Adds the ids that a JSON payload holds. */
  void find(final String payload, final SortedSet<String> found) {
    find(payload, 0, found);
  }

  /**
   * @param level how many texts this one lies in
   */
  private void find(final String payload, final int level, final SortedSet<String> found) {
    try (JsonParser json = JSON.createParser(payload)) {
      if (json.nextToken() != null) {
        value(json, "", "", level, found);
      }
    } catch (final IOException e) {
      // Not JSON, or cut: what was found until here counts, and the payload is encrypted as a
      // whole.
      log.atDebug().log("a payload is not JSON; its data subjects may be incomplete");
    }
  }

  /** Adds the ids that metadata hold. */
  void find(final Map<String, String> metadata, final SortedSet<String> found) {
    for (final String name : names) {
      final String value = metadata.get(name);
      if (value != null) {
        add(value, found);
      }
    }
  }

  /** Reads the value that the parser stands on. */
  private void value(
      final JsonParser json,
      final String name,
      final String path,
      final int level,
      final SortedSet<String> found)
      throws IOException {
    final JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        final String field = json.currentName();
        json.nextToken();
        value(json, field, path(path, field), level, found);
      }
    } else if (token == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        value(json, name, path, level, found);
      }
    } else if ((token == JsonToken.VALUE_STRING || token.isNumeric())
        && (names.contains(name) || paths.contains(path))) {
      add(json.getText(), found);
    } else if (token == JsonToken.VALUE_STRING && level < MAX_TEXTS) {
      final String text = json.getText();
      if (Aliases.mayBeJson(text)) {
        find(text, level + 1, found);
      }
    }
  }

  /** Whole paths are only put together if somebody asks for one. */
  private String path(final String parent, final String field) {
    if (paths.isEmpty()) {
      return "";
    }
    return parent.isEmpty() ? field : parent + '.' + field;
  }

  private static void add(final String id, final SortedSet<String> found) {
    if (!id.isEmpty() && id.length() <= MAX_ID_CHARACTERS && !id.equals(Redactor.MARKER)) {
      found.add(id);
    }
  }
}
