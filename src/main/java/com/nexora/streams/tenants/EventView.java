package com.nexora.streams.tenants;

import java.util.Map;

/**
 * What a tenant's filter may look at: the same of every kind of event, so that one condition serves
 * them all. What a kind does not have is the empty text.
 *
 * @param tenantId whose event it is
 * @param eventType dotted or in capitals, as the kind has it
 * @param source what sent it; the metadata's {@code source} where a kind has no such field
 * @param action what was done
 * @param entityId what it was done by or to
 * @param entityType agent, task, role ...
 * @param severity as the event says
 * @param metadata of the event
 * @param data the event's body, JSON text; read only if a condition asks for it
 */
public record EventView(
    String tenantId,
    String eventType,
    String source,
    String action,
    String entityId,
    String entityType,
    String severity,
    Map<String, String> metadata,
    String data) {

  /** Where a kind of event that has no field for it may name its source. */
  public static final String SOURCE = "source";
}
