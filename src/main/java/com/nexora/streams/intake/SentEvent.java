package com.nexora.streams.intake;

import com.nexora.events.GrcEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as its sender wrote it: every required field is there and is a text, nothing else has
 * been checked.
 *
 * @param tenantId tenant that the sender names; not yet held against anybody's rights
 * @param eventId the event's own id; null: it has none
 * @param data text of a JSON object, as it was sent
 * @param timestamp event time, epoch milliseconds; null: the time of its arrival
 * @param metadata values that are no texts hold their JSON
 * @param bytes size of the event's JSON
 */
public record SentEvent(
    String tenantId,
    @Nullable String eventId,
    String eventType,
    String source,
    String action,
    String data,
    @Nullable String entityId,
    @Nullable String entityType,
    @Nullable Long timestamp,
    @Nullable String correlationId,
    Map<String, String> metadata,
    int bytes) {

  /**
   * The event's record.
   *
   * @param id its own id, or one that was made for it
   * @param arrival time of an event that states none, epoch milliseconds
   */
  GrcEvent record(final String id, final long arrival) {
    return new GrcEvent(
        id,
        tenantId,
        eventType,
        source,
        action,
        data,
        entityId,
        entityType,
        timestamp == null ? arrival : timestamp,
        correlationId,
        metadata);
  }
}
