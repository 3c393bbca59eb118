package com.nexora.streams.agents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent event's payload says of the agent itself; null means that it says nothing.
 *
 * <p>The payload is a stranger's JSON: it is read once, as a stream, to a bounded depth, and what
 * is kept of it is bounded too, so that no event can make a state that is too large to be stored.
 *
 * @param agentType {@code agent_type}, at most 256 characters
 * @param capabilities {@code capabilities}, at most 256 of at most 256 characters
 * @param configuration {@code configuration}: top-level values as text, nested ones as JSON text,
 *     at most {@value #MAX_CONFIGURATION_CHARS} characters in all; an entry that would exceed this
 *     is left out
 */
record AgentProfile(
    @Nullable String agentType,
    @Nullable List<String> capabilities,
    @Nullable Map<String, String> configuration) {

  static final int MAX_CONFIGURATION_CHARS = 32_768;
  private static final int MAX_ITEMS = 256;
  private static final int MAX_ITEM_CHARS = 256;
  private static final AgentProfile NOTHING = new AgentProfile(null, null, null);
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(1 << 20)
                  .maxNumberLength(100)
                  .build())
          .build();

  /** Reads a payload; null if it is not a JSON object. */
  static @Nullable AgentProfile read(final String payload) {
    if (payload.length() <= 2) {
      return payload.isBlank() || payload.equals("{}") ? NOTHING : null;
    }
    try (JsonParser json = JSON.createParser(payload)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      final AgentProfile profile = readObject(json);
      return json.nextToken() == null ? profile : null;
    } catch (final IOException e) {
      return null;
    }
  }

  private static AgentProfile readObject(final JsonParser json) throws IOException {
    String agentType = null;
    List<String> capabilities = null;
    Map<String, String> configuration = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      final String name = json.currentName();
      final JsonToken value = json.nextToken();
      if (name.equals("agent_type") && value == JsonToken.VALUE_STRING) {
        agentType = cut(json.getText());
      } else if (name.equals("capabilities") && value == JsonToken.START_ARRAY) {
        capabilities = readCapabilities(json);
      } else if (name.equals("configuration") && value == JsonToken.START_OBJECT) {
        configuration = readConfiguration(json);
      } else {
        json.skipChildren();
      }
    }
    return new AgentProfile(agentType, capabilities, configuration);
  }

  private static List<String> readCapabilities(final JsonParser json) throws IOException {
    final List<String> capabilities = new ArrayList<>();
    JsonToken token = json.nextToken();
    while (token != null && token != JsonToken.END_ARRAY) {
      if (token.isStructStart()) {
        json.skipChildren();
      } else if (token != JsonToken.VALUE_NULL && capabilities.size() < MAX_ITEMS) {
        capabilities.add(cut(json.getText()));
      }
      token = json.nextToken();
    }
    return capabilities;
  }

  private static Map<String, String> readConfiguration(final JsonParser json) throws IOException {
    final Map<String, String> configuration = new LinkedHashMap<>();
    int left = MAX_CONFIGURATION_CHARS;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      final String name = json.currentName();
      final JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      final String text = token.isStructStart() ? jsonText(json) : json.getText();
      final int size = name.length() + text.length();
      if (size <= left && configuration.size() < MAX_ITEMS) {
        configuration.put(name, text);
        left -= size;
      }
    }
    return configuration;
  }

  private static String jsonText(final JsonParser json) throws IOException {
    final StringWriter text = new StringWriter();
    try (JsonGenerator copy = JSON.createGenerator(text)) {
      copy.copyCurrentStructure(json);
    }
    return text.toString();
  }

  private static String cut(final String text) {
    if (text.length() <= MAX_ITEM_CHARS) {
      return text;
    }
    final int end =
        Character.isHighSurrogate(text.charAt(MAX_ITEM_CHARS - 1))
            ? MAX_ITEM_CHARS - 1
            : MAX_ITEM_CHARS;
    return text.substring(0, end);
  }
}
