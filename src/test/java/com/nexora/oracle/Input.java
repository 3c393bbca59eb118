package com.nexora.oracle;

import java.util.Map;

/**
 * One record that the workload sends.
 *
 * @param topic where to
 * @param schema name of the Avro schema, or null for bytes that no schema can read
 * @param fields field values by name; for poison the bytes under {@code raw}
 * @param misplaced whether it is sent under a key that is not its entity's
 */
public record Input(String topic, String schema, Map<String, Object> fields, boolean misplaced) {

  String text(final String field) {
    return (String) fields.get(field);
  }

  long time() {
    return (Long) fields.get("timestamp");
  }

  boolean poison() {
    return schema == null;
  }
}
