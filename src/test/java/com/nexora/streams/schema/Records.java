package com.nexora.streams.schema;

import com.nexora.events.ThreatEvent;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** Records and versions of schemas for this room's tests. */
final class Records {

  private Records() {}

  static ThreatEvent threat(final String id) {
    return ThreatEvent.newBuilder()
        .setEventId("e-" + id)
        .setTenantId("tenant")
        .setEntityId("entity")
        .setThreatId(id)
        .setEventType("threat.detected")
        .setThreatScore(7.5)
        .setTimestamp(1_700_000_000_000L)
        .build();
  }

  static Schema named(final String name) {
    return SchemaBuilder.record(name).fields().requiredString("a").endRecord();
  }

  /** A version of a schema that lacks some fields. */
  static Schema without(final Schema schema, final Predicate<String> names) {
    return version(schema, fields -> {}, names);
  }

  /** A version of a schema with further fields at the front, so that positions move. */
  static Schema with(final Schema schema, final Schema.Field... more) {
    return version(schema, fields -> fields.addAll(0, List.of(more)), name -> false);
  }

  private static Schema version(
      final Schema schema,
      final java.util.function.Consumer<List<Schema.Field>> change,
      final Predicate<String> dropped) {
    final List<Schema.Field> fields = new java.util.ArrayList<>();
    for (final Schema.Field field : schema.getFields()) {
      if (!dropped.test(field.name())) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    change.accept(fields);
    return Schema.createRecord(schema.getName(), null, schema.getNamespace(), false, fields);
  }
}
