package com.nexora.streams.compliance;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.AuditEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Acts for tests of rules. */
final class Acts {

  static final Instant MONDAY_NOON = Instant.parse("2026-01-05T12:00:00Z");

  private Acts() {}

  /** A read of {@code res-1} by alice on a Monday at noon. */
  static AuditEvent.Builder act(final String category) {
    return AuditEvent.newBuilder()
        .setAuditId("ext:1")
        .setTenantId("acme")
        .setEventType("data.access")
        .setCategory(category)
        .setAction("data.read")
        .setActor("alice")
        .setResource("res-1")
        .setOccurredAt(MONDAY_NOON.toEpochMilli());
  }

  /** The act that a case describes. */
  static AuditEvent of(final JsonNode act, final String category) {
    final AuditEvent event = act(text(act, "category", category)).build();
    event.setAction(text(act, "action", event.getAction()));
    event.setActor(text(act, "actor", event.getActor()));
    event.setResource(text(act, "resource", event.getResource()));
    event.setOutcome(text(act, "outcome", "success"));
    event.setSeverity(text(act, "severity", "INFO"));
    event.setEventType(text(act, "event", event.getEventType()));
    event.setPayload(text(act, "payload", "{}"));
    event.setOccurredAt(Instant.parse(text(act, "time", MONDAY_NOON.toString())).toEpochMilli());
    final List<String> frameworks = new ArrayList<>();
    act.path("frameworks").forEach(tag -> frameworks.add(tag.asText()));
    event.setFrameworks(frameworks);
    return event;
  }

  private static String text(final JsonNode act, final String key, final String otherwise) {
    return act.has(key) ? act.get(key).asText() : otherwise;
  }
}
