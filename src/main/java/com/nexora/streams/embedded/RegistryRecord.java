package com.nexora.streams.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code _schemas} in the layout of Confluent's registry, so that one can take over the
 * topic of the other.
 *
 * @param key JSON of the record's key
 * @param value JSON of its value; null takes back what the key said
 */
record RegistryRecord(JsonNode key, @Nullable JsonNode value) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  static RegistryRecord schema(final RegisteredSchema schema) {
    final ObjectNode value = NODES.objectNode();
    value.put("subject", schema.subject());
    value.put("version", schema.version());
    value.put("id", schema.id());
    value.put("schema", schema.text());
    value.put("deleted", schema.deleted());
    return new RegistryRecord(schemaKey(schema.subject(), schema.version()), value);
  }

  static RegistryRecord forgottenSchema(final String subject, final int version) {
    return new RegistryRecord(schemaKey(subject, version), null);
  }

  static RegistryRecord deletedSubject(final String subject, final int upTo) {
    final ObjectNode value = NODES.objectNode();
    value.put("subject", subject);
    value.put("version", upTo);
    return new RegistryRecord(key("DELETE_SUBJECT", subject, 0), value);
  }

  static RegistryRecord forgottenSubject(final String subject) {
    return new RegistryRecord(key("DELETE_SUBJECT", subject, 0), null);
  }

  /** The level of a subject, of all if null; a null level takes it back. */
  static RegistryRecord config(
      final @Nullable String subject, final @Nullable CompatibilityLevel level) {
    final ObjectNode key = NODES.objectNode();
    key.put("keytype", "CONFIG");
    key.put("subject", subject);
    key.put("magic", 0);
    return new RegistryRecord(
        key, level == null ? null : NODES.objectNode().put("compatibilityLevel", level.name()));
  }

  private static ObjectNode schemaKey(final String subject, final int version) {
    final ObjectNode key = NODES.objectNode();
    key.put("keytype", "SCHEMA");
    key.put("subject", subject);
    key.put("version", version);
    key.put("magic", 1);
    return key;
  }

  private static ObjectNode key(final String type, final String subject, final int magic) {
    final ObjectNode key = NODES.objectNode();
    key.put("keytype", type);
    key.put("subject", subject);
    key.put("magic", magic);
    return key;
  }

  byte[] keyBytes() {
    return key.toString().getBytes(StandardCharsets.UTF_8);
  }

  byte @Nullable [] valueBytes() {
    return value == null ? null : value.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a record of the topic.
   *
   * @throws DevClusterException if it is not of this layout
   */
  static RegistryRecord parse(final byte[] key, final byte @Nullable [] value, final long offset) {
    try {
      return new RegistryRecord(
          JSON.readTree(new String(key, StandardCharsets.UTF_8)),
          value == null ? null : JSON.readTree(new String(value, StandardCharsets.UTF_8)));
    } catch (final JsonProcessingException e) {
      throw new DevClusterException(
          "offset %d of %s is not a record of a schema registry (%s): another program writes to the topic"
              .formatted(offset, RegistryStore.TOPIC, e.getOriginalMessage()),
          e);
    }
  }
}
