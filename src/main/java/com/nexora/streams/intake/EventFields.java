package com.nexora.streams.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one event and keeps the first thing that is wrong, but always reads to the
 * event's end, so that its neighbours can be read.
 *
 * <p>An unknown field is refused: a mistyped entityId would otherwise be lost in silence. So is a
 * field that comes twice, since two readers may believe different ones.
 */
final class EventFields {

  private static final Set<String> KNOWN =
      Set.of(
          "tenantId",
          "eventId",
          "eventType",
          "source",
          "action",
          "data",
          "entityId",
          "entityType",
          "timestamp",
          "correlationId",
          "metadata");
  private static final int MAX_METADATA = 128;

  private final JsonParser json;
  private final byte[] body;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private @Nullable Long timestamp;
  private @Nullable Refused refused;

  /**
   * @param json stands at the start of the event's object
   * @param body what it reads, from its first byte
   */
  EventFields(final JsonParser json, final byte[] body) {
    this.json = json;
    this.body = body;
  }

  /**
   * Reads the event; the parser then stands at its end.
   *
   * @throws IOException if the JSON is malformed
   */
  ReadEvent read() throws IOException {
    final long start = json.currentTokenLocation().getByteOffset();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      final String name = json.currentName();
      json.nextToken();
      if (!KNOWN.contains(name)) {
        refuse(
            Refused.UNKNOWN_FIELD,
            "An event has only the fields " + new java.util.TreeSet<>(KNOWN) + ".");
        json.skipChildren();
      } else if (!seen.add(name)) {
        refuse(Refused.INVALID_FIELD, "The field " + name + " comes twice.");
        json.skipChildren();
      } else {
        field(name);
      }
    }
    final long bytes = json.currentLocation().getByteOffset() - start;
    if (bytes > EventJson.MAX_EVENT) {
      refuse(Refused.TOO_LARGE, "An event has at most " + EventJson.MAX_EVENT + " bytes.");
    }
    return result((int) bytes);
  }

  private ReadEvent result(final int bytes) {
    final String tenant = required("tenantId");
    final String type = required("eventType");
    final String source = required("source");
    final String action = required("action");
    final String data = required("data");
    if (refused != null) {
      return new ReadEvent(null, refused);
    }
    return ReadEvent.of(
        new SentEvent(
            tenant,
            texts.get("eventId"),
            type,
            source,
            action,
            data,
            texts.get("entityId"),
            texts.get("entityType"),
            timestamp,
            texts.get("correlationId"),
            Collections.unmodifiableMap(metadata),
            bytes));
  }

  private String required(final String name) {
    final String text = texts.getOrDefault(name, "");
    if (text.isEmpty()) {
      refuse(Refused.MISSING_FIELD, "The field " + name + " is missing or empty.");
    }
    return text;
  }

  private void field(final String name) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return; // As if it were not there.
    }
    switch (name) {
      case "data" -> data();
      case "metadata" -> metadata();
      case "timestamp" -> time();
      default -> text(name);
    }
  }

  private void text(final String name) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      refuse(Refused.INVALID_FIELD, "The field " + name + " must be a text.");
      json.skipChildren();
      return;
    }
    final String text = json.getText();
    if (!isWellFormed(text)) {
      refuse(Refused.INVALID_FIELD, "The field " + name + " holds half a character.");
    } else if ("eventId".equals(name) && text.isEmpty()) {
      refuse(Refused.INVALID_FIELD, "The field eventId is empty: leave it out, or name the event.");
    } else if (!text.isEmpty()) {
      texts.put(name, text);
    }
  }

  private void data() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      refuse(Refused.INVALID_FIELD, "The field data must be a JSON object.");
      json.skipChildren();
      return;
    }
    texts.put("data", raw());
  }

  private void time() throws IOException {
    try {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        timestamp = OffsetDateTime.parse(json.getText()).toInstant().toEpochMilli();
        return;
      }
      if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        timestamp = json.getLongValue();
        return;
      }
    } catch (final DateTimeException | ArithmeticException e) {
      // Refused below.
    } catch (final com.fasterxml.jackson.core.exc.InputCoercionException e) {
      // Too large a number; refused below.
    }
    refuse(
        Refused.INVALID_FIELD,
        "The field timestamp must be ISO-8601 with an offset, e.g. 2026-01-31T12:00:00Z, or epoch"
            + " milliseconds.");
    json.skipChildren();
  }

  private void metadata() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      refuse(Refused.INVALID_FIELD, "The field metadata must be a JSON object.");
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      final String name = json.currentName();
      json.nextToken();
      final String value = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : raw();
      if (metadata.size() == MAX_METADATA) {
        refuse(
            Refused.INVALID_FIELD, "The field metadata has at most " + MAX_METADATA + " entries.");
      } else if (metadata.put(name, value) != null) {
        refuse(Refused.INVALID_FIELD, "An entry of metadata comes twice.");
      }
    }
  }

  /** The value that the parser stands at as it was sent; the parser then stands at its end. */
  private String raw() throws IOException {
    final int start = Math.toIntExact(json.currentTokenLocation().getByteOffset());
    json.skipChildren();
    json.finishToken();
    final int end = Math.toIntExact(json.currentLocation().getByteOffset());
    return new String(body, start, end - start, StandardCharsets.UTF_8);
  }

  private void refuse(final String reason, final String detail) {
    if (refused == null) {
      refused = new Refused(reason, detail);
    }
  }

  /** Half a surrogate pair has no UTF-8: it would be written as a question mark. */
  private static boolean isWellFormed(final String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 >= text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
