package com.nexora.streams.ingest;

import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.tenants.EventView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Detections and their lifecycle (REQUIREMENTS N1, N3a). */
final class ThreatRules implements EventRules<ThreatEvent> {

  private static final Set<String> TYPES =
      Set.of("threat.detected", "threat.escalated", "threat.resolved");

  @Override
  public @Nullable Refusal check(final ThreatEvent event, final long arrival, final long skew) {
    return new Checks()
        .required("event_id", event.getEventId(), Checks.MAX_ID)
        .required("tenant_id", event.getTenantId(), Checks.MAX_TENANT)
        .required("entity_id", event.getEntityId(), Checks.MAX_ENTITY)
        .required("threat_id", event.getThreatId(), Checks.MAX_ID)
        .oneOf("event_type", event.getEventType(), TYPES, Reason.UNKNOWN_EVENT_TYPE)
        .between("threat_score", event.getThreatScore(), 0, 10)
        .between("confidence", event.getConfidence(), 0, 1)
        .time("timestamp", event.getTimestamp(), arrival, skew)
        .metadata(event.getMetadata())
        .refusal();
  }

  @Override
  public byte[] key(final ThreatEvent event) {
    return EntityKey.bytes(event.getTenantId(), event.getEntityId());
  }

  @Override
  public String tenantId(final ThreatEvent event) {
    return event.getTenantId();
  }

  @Override
  public String eventId(final ThreatEvent event) {
    return event.getEventId();
  }

  @Override
  public long eventTime(final ThreatEvent event) {
    return event.getTimestamp();
  }

  @Override
  public EventView view(final ThreatEvent event) {
    return new EventView(
        event.getTenantId(),
        event.getEventType(),
        event.getSource(),
        "",
        event.getEntityId(),
        "",
        event.getSeverity(),
        event.getMetadata(),
        event.getOcsfEvent());
  }
}
