package com.nexora.streams.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;

/** JSON of answers: one mapper, one form. */
final class Json {

  static final String CONTENT_TYPE = "application/json";
  static final String PROBLEM = "application/problem+json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS).build();

  private Json() {}

  static byte[] bytes(final Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (final JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass(), e);
    }
  }

  /**
   * The body of a request as a JSON object.
   *
   * @throws Problem 400 if it is none
   */
  static JsonNode object(final byte[] body) {
    try {
      final JsonNode node = MAPPER.readTree(body);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (final IOException e) {
      // Told below, without the body: it may name a person.
    }
    throw Problem.badRequest("The body must be a JSON object.");
  }

  /** Text that holds JSON as JSON; as plain text if it does not parse. */
  static JsonNode embedded(final String text) {
    try {
      return text.isBlank() ? MAPPER.nullNode() : MAPPER.readTree(text);
    } catch (final JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }
}
