package com.nexora.streams.ingest;

import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.tenants.EventView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What identities did or became (REQUIREMENTS N1, N2). */
final class NhiRules implements EventRules<NHIEvent> {

  private static final Set<String> TYPES =
      Set.of("nhi.discovered", "nhi.updated", "nhi.baseline_changed");

  @Override
  public @Nullable Refusal check(final NHIEvent event, final long arrival, final long skew) {
    return new Checks()
        .required("event_id", event.getEventId(), Checks.MAX_ID)
        .required("tenant_id", event.getTenantId(), Checks.MAX_TENANT)
        .required("entity_id", event.getEntityId(), Checks.MAX_ENTITY)
        .oneOf("event_type", event.getEventType(), TYPES, Reason.UNKNOWN_EVENT_TYPE)
        .time("timestamp", event.getTimestamp(), arrival, skew)
        .metadata(event.getMetadata())
        .refusal();
  }

  @Override
  public byte[] key(final NHIEvent event) {
    return EntityKey.bytes(event.getTenantId(), event.getEntityId());
  }

  @Override
  public String tenantId(final NHIEvent event) {
    return event.getTenantId();
  }

  @Override
  public String eventId(final NHIEvent event) {
    return event.getEventId();
  }

  @Override
  public void redact(final NHIEvent event, final Cleaner cleaner) {
    event.setOcsfEvent(cleaner.json(event.getOcsfEvent(), Body.TYPED));
    event.setMetadata(cleaner.metadata(event.getMetadata(), Body.FREE));
  }

  @Override
  public void rename(final NHIEvent event, final Aliases aliases) {
    event.setMetadata(aliases.texts(event.getMetadata()));
  }

  @Override
  public long eventTime(final NHIEvent event) {
    return event.getTimestamp();
  }

  @Override
  public EventView view(final NHIEvent event) {
    return new EventView(
        event.getTenantId(),
        event.getEventType(),
        event.getMetadata().getOrDefault(EventView.SOURCE, ""),
        "",
        event.getEntityId(),
        "",
        "",
        event.getMetadata(),
        event.getOcsfEvent());
  }
}
