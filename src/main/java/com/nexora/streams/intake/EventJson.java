package com.nexora.streams.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Bodies become events, in one pass over the bytes and without a tree: the body of an event is cut
 * out of the request as it was sent.
 *
 * <p>What is wrong with one event refuses that event; what is wrong with the JSON around it, or
 * within it, refuses the body, because where the next event begins can then only be guessed.
 */
public final class EventJson {

  /** Largest event, bytes of JSON. */
  public static final int MAX_EVENT = 1_000_000;

  private static final int MAX_NESTING = 200;
  private static final int MAX_NAME = 1_024;
  private static final int MAX_NUMBER = 100;
  private static final String EVENTS = "events";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxStringLength(MAX_EVENT)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(MAX_NUMBER)
                  .build())
          .build();

  private EventJson() {}

  /**
   * Reads a body that is one event.
   *
   * @throws BodyException if it is no JSON object, or is larger than {@link #MAX_EVENT}
   */
  public static ReadEvent one(final byte[] body) throws BodyException {
    if (body.length > MAX_EVENT) {
      throw BodyException.tooLarge("An event has at most " + MAX_EVENT + " bytes.");
    }
    try (JsonParser json = parser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw BodyException.malformed("The body must be a JSON object: one event.");
      }
      final ReadEvent event = new EventFields(json, body).read();
      end(json);
      return event;
    } catch (final IOException e) {
      throw malformed(e);
    }
  }

  /**
   * Reads a body that is a list of events, {@code {"events": [...]}}.
   *
   * @param most most events
   * @throws BodyException if it is not, or has more
   */
  public static List<ReadEvent> bulk(final byte[] body, final int most) throws BodyException {
    try (JsonParser json = parser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT
          || json.nextToken() != JsonToken.FIELD_NAME
          || !EVENTS.equals(json.currentName())
          || json.nextToken() != JsonToken.START_ARRAY) {
        throw BodyException.malformed(
            "The body must be a JSON object with one field, events, which is a list.");
      }
      final List<ReadEvent> events = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (events.size() == most) {
          throw BodyException.tooLarge("A list has at most " + most + " events.");
        }
        events.add(element(json, body));
      }
      if (json.nextToken() != JsonToken.END_OBJECT) {
        throw BodyException.malformed("The body may have no other field than events.");
      }
      end(json);
      return events;
    } catch (final IOException e) {
      throw malformed(e);
    }
  }

  /** Reads one line of a stream of events; never fails. */
  public static ReadEvent line(final byte[] line) {
    try {
      return one(line);
    } catch (final BodyException e) {
      return ReadEvent.refused(
          e.tooLarge() ? Refused.TOO_LARGE : Refused.INVALID_JSON, String.valueOf(e.getMessage()));
    }
  }

  /** What becomes of an event that nobody read to its end. */
  public static ReadEvent tooLarge() {
    return ReadEvent.refused(Refused.TOO_LARGE, "An event has at most " + MAX_EVENT + " bytes.");
  }

  private static ReadEvent element(final JsonParser json, final byte[] body) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return ReadEvent.refused(Refused.INVALID_EVENT, "An event must be a JSON object.");
    }
    return new EventFields(json, body).read();
  }

  private static void end(final JsonParser json) throws IOException, BodyException {
    if (json.nextToken() != null) {
      throw BodyException.malformed("Something follows the JSON object.");
    }
  }

  /** Only UTF-8 without a mark is taken: the parser would guess UTF-16 and UTF-32, too. */
  private static JsonParser parser(final byte[] body) throws IOException, BodyException {
    if (body.length == 0) {
      throw BodyException.malformed("The body is empty.");
    }
    for (int i = 0; i < Math.min(body.length, Integer.BYTES); i++) {
      if (body[i] == 0 || (body[i] & 0xFE) == 0xFE || (body[i] & 0xFF) == 0xEF) {
        throw BodyException.malformed("The body must be JSON in UTF-8, without a byte order mark.");
      }
    }
    return JSON.createParser(body);
  }

  /** Without the parser's message, which quotes the input. */
  private static BodyException malformed(final IOException error) {
    final String where =
        error instanceof JsonProcessingException json && json.getLocation() != null
            ? " at line "
                + json.getLocation().getLineNr()
                + ", column "
                + json.getLocation().getColumnNr()
            : "";
    return BodyException.malformed("The body is not valid JSON" + where + ".");
  }
}
