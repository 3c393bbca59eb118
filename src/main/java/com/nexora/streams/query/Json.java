package com.nexora.streams.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;

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

  /** Text that holds JSON as JSON; as plain text if it does not parse. */
  static JsonNode embedded(final String text) {
    try {
      return text.isBlank() ? MAPPER.nullNode() : MAPPER.readTree(text);
    } catch (final JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }
}
