package com.nexora.streams.ingest;

import com.nexora.events.Observable;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
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
  public void redact(final ThreatEvent event, final Cleaner cleaner) {
    event.setSeverity(cleaner.text(event.getSeverity(), Body.TYPED));
    event.setTactic(cleaner.text(event.getTactic(), Body.TYPED));
    event.setTechnique(cleaner.text(event.getTechnique(), Body.TYPED));
    event.setName(cleaner.text(event.getName(), Body.TYPED));
    event.setSource(cleaner.text(event.getSource(), Body.TYPED));
    for (final Observable observable : event.getObservables()) {
      observable.setName(cleaner.text(observable.getName(), Body.TYPED));
      observable.setType(cleaner.text(observable.getType(), Body.TYPED));
      observable.setValue(cleaner.text(observable.getValue(), Body.TYPED));
    }
    event.setOcsfEvent(cleaner.json(event.getOcsfEvent(), Body.TYPED));
    event.setMetadata(cleaner.metadata(event.getMetadata(), Body.FREE));
  }

  @Override
  public void rename(final ThreatEvent event, final Aliases aliases) {
    event.setMetadata(aliases.texts(event.getMetadata()));
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
