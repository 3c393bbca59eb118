package com.nexora.streams.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/**
 * Says whether a text is one JSON object that readers behind the gate can afford to read. Reads
 * tokens and builds nothing.
 */
public final class JsonBounds {

  private static final int MAX_NAME = 1024;
  private static final int MAX_NUMBER = 100;

  private JsonBounds() {}

  /**
   * A factory of strict parsers: nesting, names and numbers are bounded, a field may not come
   * twice.
   *
   * @param depth deepest nesting
   * @param length longest text, in characters
   */
  public static JsonFactory parsers(final int depth, final int length) {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxStringLength(length)
                .maxNameLength(MAX_NAME)
                .maxNumberLength(MAX_NUMBER)
                .build())
        .build();
  }

  /** Whether the parser's input is exactly one object, within the parser's bounds. */
  static boolean isOneObject(final JsonFactory factory, final String text) {
    try (JsonParser json = factory.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      json.skipChildren();
      return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
    } catch (final IOException e) {
      return false;
    }
  }
}
