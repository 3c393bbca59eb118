package com.nexora.streams.destinations;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Makes items of records, of one tenant only.
 *
 * <p>A record whose header names another tenant is not decoded, and one that says in its body that
 * it is another's is not shown, whatever its header says.
 */
final class ItemReader {

  private static final Set<String> NAMES =
      Set.of(
          "event_id",
          "tenant_id",
          "entity_id",
          "event_type",
          "aggregate_type",
          "aggregate_id",
          "agent_id",
          "entity_type",
          "source",
          "timestamp");
  private static final String[] IDS = {"finding_id", "alert_id", "violation_id", "event_id"};
  private static final String[] TIMES = {"timestamp", "occurred_at", "window_start"};

  private final String tenantId;
  private final Redactor redactor;
  private final boolean bodies;
  private final Map<String, Deserializer<? extends SpecificRecord>> decoders = new HashMap<>();

  /**
   * @param redactor by the rules of the tenant
   * @param bodies whether events are sent with their bodies, redacted, or their names only
   */
  ItemReader(
      final String tenantId,
      final AvroSerdes serdes,
      final Redactor redactor,
      final boolean bodies) {
    this.tenantId = tenantId;
    this.redactor = redactor;
    this.bodies = bodies;
    ItemTopics.TYPES.forEach(
        (topic, type) -> decoders.put(topic, serdes.value(type).deserializer()));
  }

  /**
   * The item, if the record is the tenant's.
   *
   * @throws com.nexora.streams.schema.SchemaException if it cannot be decoded
   */
  Optional<Item> read(final ConsumerRecord<byte[], byte[]> record) {
    final String owner = header(record, OutputHeaders.TENANT_ID);
    final Deserializer<? extends SpecificRecord> decoder = decoders.get(record.topic());
    if (record.value() == null || decoder == null || !owner.isEmpty() && !owner.equals(tenantId)) {
      return Optional.empty();
    }
    final IndexedRecord body = decoder.deserialize(record.topic(), record.value());
    if (body == null || !tenantId.equals(text(body, "tenant_id"))) {
      return Optional.empty();
    }
    final boolean result = ItemTopics.RESULTS.contains(record.topic());
    final Aliases aliases =
        !result && (bodies || body instanceof GrcEvent)
            ? RecordJson.aliases(body, redactor, tenantId)
            : Aliases.NONE;
    if (body instanceof GrcEvent event) {
      // As the gate does it: what the event is about is often a person.
      event.setEntityId(aliases.textOrNull(event.getEntityId()));
    }
    return Optional.of(
        new Item(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            tenantId,
            first(body, IDS),
            type(record, body),
            entity(body),
            time(body, record.timestamp()),
            result
                ? RecordJson.of(body, Set.of())
                : bodies
                    ? RecordJson.redacted(body, NAMES, redactor, aliases, tenantId)
                    : RecordJson.of(body, NAMES)));
  }

  /** Whether the record says in its header that it is the tenant's. */
  boolean owns(final ConsumerRecord<byte[], byte[]> record) {
    return tenantId.equals(header(record, OutputHeaders.TENANT_ID));
  }

  private static String type(
      final ConsumerRecord<byte[], byte[]> record, final IndexedRecord body) {
    final String said = header(record, OutputHeaders.EVENT_TYPE);
    final String own = text(body, "event_type");
    if (ItemTopics.RESULTS.contains(record.topic())) {
      return said.isEmpty() ? record.topic() : said;
    }
    return own.isEmpty() ? record.topic() : own;
  }

  private static String entity(final IndexedRecord body) {
    final String entity = first(body, "entity_id", "agent_id");
    if (!entity.isEmpty()) {
      return entity;
    }
    return "agent".equals(text(body, "aggregate_type")) ? text(body, "aggregate_id") : "";
  }

  private static long time(final IndexedRecord body, final long arrival) {
    for (final String name : TIMES) {
      final Schema.Field field = body.getSchema().getField(name);
      if (field != null && body.get(field.pos()) instanceof Long time) {
        return time;
      }
    }
    return arrival;
  }

  private static String first(final IndexedRecord body, final String... names) {
    for (final String name : names) {
      final String text = text(body, name);
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  private static String text(final IndexedRecord body, final String name) {
    final Schema.Field field = body.getSchema().getField(name);
    final Object value = field == null ? null : body.get(field.pos());
    return value == null ? "" : value.toString();
  }

  private static String header(final ConsumerRecord<byte[], byte[]> record, final String name) {
    final Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
