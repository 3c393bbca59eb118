package com.nexora.streams.schema;

import org.apache.avro.Schema;

/**
 * A schema as a registry holds it.
 *
 * @param id its id, the same under every subject
 * @param schema the schema
 */
public record Registered(int id, Schema schema) {}
