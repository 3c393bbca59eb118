package com.nexora.streams.ingest;

import com.nexora.events.RemediationEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.tenants.EventView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Steps taken against threats and findings (REQUIREMENTS N3a, N11). */
final class RemediationRules implements EventRules<RemediationEvent> {

  private static final Set<String> TYPES =
      Set.of("remediation.triggered", "remediation.executed", "remediation.completed");

  @Override
  public @Nullable Refusal check(
      final RemediationEvent event, final long arrival, final long skew) {
    return new Checks()
        .required("event_id", event.getEventId(), Checks.MAX_ID)
        .required("tenant_id", event.getTenantId(), Checks.MAX_TENANT)
        .required("entity_id", event.getEntityId(), Checks.MAX_ENTITY)
        .oneOf("event_type", event.getEventType(), TYPES, Reason.UNKNOWN_EVENT_TYPE)
        .that(
            isSet(event.getFindingId()) || isSet(event.getThreatId()),
            Reason.MISSING_FIELD,
            "fields finding_id and threat_id are both empty: set the one that the step answers")
        .optional("finding_id", event.getFindingId(), Checks.MAX_ID)
        .optional("threat_id", event.getThreatId(), Checks.MAX_ID)
        .time("timestamp", event.getTimestamp(), arrival, skew)
        .metadata(event.getMetadata())
        .refusal();
  }

  private static boolean isSet(final @Nullable String text) {
    return text != null && !text.isEmpty();
  }

  @Override
  public byte[] key(final RemediationEvent event) {
    return EntityKey.bytes(event.getTenantId(), event.getEntityId());
  }

  @Override
  public String tenantId(final RemediationEvent event) {
    return event.getTenantId();
  }

  @Override
  public String eventId(final RemediationEvent event) {
    return event.getEventId();
  }

  @Override
  public void redact(final RemediationEvent event, final Cleaner cleaner) {
    event.setAction(cleaner.text(event.getAction(), Body.FREE));
    event.setActor(cleaner.text(event.getActor(), Body.TYPED));
    event.setOutcome(cleaner.text(event.getOutcome(), Body.FREE));
    event.setMetadata(cleaner.metadata(event.getMetadata(), Body.FREE));
  }

  @Override
  public void rename(final RemediationEvent event, final Aliases aliases) {
    event.setAction(aliases.text(event.getAction()));
    event.setActor(aliases.text(event.getActor()));
    event.setOutcome(aliases.text(event.getOutcome()));
    event.setMetadata(aliases.texts(event.getMetadata()));
  }

  @Override
  public long eventTime(final RemediationEvent event) {
    return event.getTimestamp();
  }

  @Override
  public EventView view(final RemediationEvent event) {
    return new EventView(
        event.getTenantId(),
        event.getEventType(),
        event.getMetadata().getOrDefault(EventView.SOURCE, ""),
        event.getAction(),
        event.getEntityId(),
        "",
        "",
        event.getMetadata(),
        "");
  }
}
