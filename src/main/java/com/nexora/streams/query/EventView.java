package com.nexora.streams.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.GrcEvent;
import com.nexora.streams.grc.StoredGrcEvent;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as queries show it. */
record EventView(
    String eventId,
    String tenantId,
    String eventType,
    String source,
    String action,
    @Nullable String entityId,
    @Nullable String entityType,
    String timestamp,
    String receivedAt,
    @Nullable String correlationId,
    JsonNode data,
    Map<String, String> metadata) {

  static EventView of(final StoredGrcEvent stored) {
    final GrcEvent event = stored.event();
    return new EventView(
        event.getEventId(),
        event.getTenantId(),
        event.getEventType(),
        event.getSource(),
        event.getAction(),
        event.getEntityId(),
        event.getEntityType(),
        Instant.ofEpochMilli(event.getTimestamp()).toString(),
        Instant.ofEpochMilli(stored.arrival()).toString(),
        event.getCorrelationId(),
        Json.embedded(event.getData()),
        event.getMetadata());
  }
}
