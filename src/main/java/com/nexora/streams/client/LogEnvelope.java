package com.nexora.streams.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What another program has to say, as it stands on the topics {@code omninode.logging.<kind>.v1}.
 *
 * @param kind which of the three topics
 * @param eventType what happened, e.g. {@code authentication_failure}; for application logs the
 *     topic's name
 * @param eventId UUID by which repeats are recognised
 * @param timestamp when it happened; written in microseconds
 * @param tenantId owner
 * @param namespace first part of the schema's name
 * @param source what said it, e.g. the service
 * @param correlationId the interaction it belongs to
 * @param causationId the event that caused it
 * @param payload JSON: maps, lists, texts, numbers, booleans, nulls
 */
public record LogEnvelope(
    Kind kind,
    String eventType,
    String eventId,
    Instant timestamp,
    String tenantId,
    String namespace,
    String source,
    @Nullable String correlationId,
    @Nullable String causationId,
    Map<String, ?> payload) {

  static final String NAMESPACE = "omninode";

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Which topic, and what the payload must hold. */
  public enum Kind {
    /** service_name, instance_id, level, logger, message, code, context. */
    APPLICATION("service_name"),
    /** tenant_id, action, actor, resource, outcome, context. */
    AUDIT("tenant_id"),
    /** tenant_id, event_type, user_id, resource, decision, context. */
    SECURITY("tenant_id");

    private final String keyField;

    Kind(final String keyField) {
      this.keyField = keyField;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The topic of the kind. */
    public String topic() {
      return "omninode.logging." + word() + ".v1";
    }
  }

  /** An envelope of now, under a new id. */
  public static LogEnvelope now(
      final Kind kind,
      final String eventType,
      final String tenantId,
      final String source,
      final Map<String, ?> payload) {
    return new LogEnvelope(
        kind,
        eventType,
        UUID.randomUUID().toString(),
        Instant.now(),
        tenantId,
        NAMESPACE,
        source,
        null,
        null,
        payload);
  }

  /** The record on its topic, under the service's or the tenant's name. */
  OutgoingRecord record() {
    final Object key = "tenant_id".equals(kind.keyField) ? tenantId : payload.get(kind.keyField);
    return new OutgoingRecord(
        kind.topic(),
        String.valueOf(key == null ? source : key).getBytes(StandardCharsets.UTF_8),
        json().getBytes(StandardCharsets.UTF_8),
        eventId,
        eventType,
        Map.of("event-type", eventType, "tenant-id", tenantId));
  }

  /** The envelope as JSON. */
  public String json() {
    final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("event_type", eventType);
    fields.put("event_id", eventId);
    fields.put("timestamp", MICROS.format(timestamp));
    fields.put("tenant_id", tenantId);
    fields.put("namespace", namespace);
    fields.put("source", source);
    fields.put("correlation_id", correlationId);
    fields.put("causation_id", causationId);
    fields.put("schema_ref", "registry://" + namespace + "/logging/" + kind.word() + "/v1");
    fields.put("payload", payload);
    return JsonText.of(fields);
  }
}
