package com.nexora.streams.tenants;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelVariableResolver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event as the variables of conditions. The body is parsed when a condition first asks for it,
 * and once for all of them.
 */
final class EventVariables implements CelVariableResolver {

  static final String TENANT_ID = "tenantId";
  static final String EVENT_TYPE = "eventType";
  static final String SOURCE = "source";
  static final String ACTION = "action";
  static final String ENTITY_ID = "entityId";
  static final String ENTITY_TYPE = "entityType";
  static final String SEVERITY = "severity";
  static final String METADATA = "metadata";
  static final String DATA = "data";

  /** Longest body that conditions may look into, characters. */
  static final int MAX_DATA = 64 * 1024;

  /** Deepest nesting of a body that conditions may look into. */
  static final int MAX_DEPTH = 32;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build();

  private final EventView event;
  private @Nullable Object data;
  private int members;

  EventVariables(final EventView event) {
    this.event = event;
  }

  /** The body cannot be looked into. */
  static final class BodyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyException(final String message) {
      super(message, null, false, false);
    }
  }

  @Override
  public Optional<Object> find(final String name) {
    return switch (name) {
      case TENANT_ID -> Optional.of(event.tenantId());
      case EVENT_TYPE -> Optional.of(event.eventType());
      case SOURCE -> Optional.of(event.source());
      case ACTION -> Optional.of(event.action());
      case ENTITY_ID -> Optional.of(event.entityId());
      case ENTITY_TYPE -> Optional.of(event.entityType());
      case SEVERITY -> Optional.of(event.severity());
      case METADATA -> Optional.of(event.metadata());
      case DATA -> Optional.of(data());
      default -> Optional.empty();
    };
  }

  /** Values in the body, as far as it was looked into. */
  int members() {
    return members;
  }

  private Object data() {
    Object parsed = data;
    if (parsed == null) {
      parsed = parse();
      data = parsed;
    }
    return parsed;
  }

  private Object parse() {
    final String text = event.data();
    if (text.isBlank()) {
      return Map.of();
    }
    if (text.length() > MAX_DATA) {
      throw new BodyException("data has more than " + MAX_DATA + " characters");
    }
    try {
      final JsonNode tree = JSON.readTree(text);
      return tree == null || tree.isMissingNode() ? Map.of() : value(tree);
    } catch (final JsonProcessingException e) {
      throw new BodyException("data is not JSON, or nested deeper than " + MAX_DEPTH);
    }
  }

  private Object value(final JsonNode node) {
    members++;
    if (node.isObject()) {
      final Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
      return map;
    }
    if (node.isArray()) {
      final List<Object> list = new ArrayList<>(node.size());
      node.forEach(item -> list.add(value(item)));
      return list;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNumber()) {
      return node.canConvertToExactIntegral() && node.canConvertToLong()
          ? (Object) node.longValue()
          : (Object) node.doubleValue();
    }
    return node.isNull() ? NullValue.NULL_VALUE : node.asText();
  }
}
