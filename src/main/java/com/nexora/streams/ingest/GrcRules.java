package com.nexora.streams.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.tenants.EventView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Events of governance, risk and compliance (REQUIREMENTS G2). */
final class GrcRules implements EventRules<GrcEvent> {

  private static final JsonFactory BODY =
      JsonBounds.parsers(GrcVocabulary.MAX_DEPTH, GrcVocabulary.MAX_DATA);

  private final TenantSay tenantSay;

  GrcRules() {
    this(TenantSay.EVERYTHING);
  }

  /**
   * @param tenantSay less than everything for what is an act of the trail
   */
  GrcRules(final TenantSay tenantSay) {
    this.tenantSay = tenantSay;
  }

  @Override
  public TenantSay tenantSay() {
    return tenantSay;
  }

  @Override
  public @Nullable Refusal check(final GrcEvent event, final long arrival, final long skew) {
    return new Checks()
        .required("event_id", event.getEventId(), Checks.MAX_ID)
        .required("tenant_id", event.getTenantId(), Checks.MAX_TENANT)
        .required("event_type", event.getEventType(), Checks.MAX_ID)
        .oneOf("source", event.getSource(), GrcVocabulary.SOURCES, Reason.INVALID_FIELD)
        .required("action", event.getAction(), GrcVocabulary.MAX_WORD)
        .required("data", event.getData(), GrcVocabulary.MAX_DATA)
        .optional("entity_id", event.getEntityId(), Checks.MAX_ENTITY)
        .optional("entity_type", event.getEntityType(), GrcVocabulary.MAX_WORD)
        .optional("correlation_id", event.getCorrelationId(), Checks.MAX_ID)
        .time("timestamp", event.getTimestamp(), arrival, skew)
        .metadata(event.getMetadata())
        .jsonObject("data", event.getData(), BODY)
        .refusal();
  }

  /** Types that are not on the list are let in where the tenant says so. */
  @Override
  public @Nullable Refusal permit(final GrcEvent event, final TenantSettings tenant) {
    final String type = event.getEventType();
    if (GrcVocabulary.TYPES.contains(type)
        || tenant.allowUnknownTypes()
        || (GrcVocabulary.CHANGE_TYPES.contains(type)
            && GrcVocabulary.CHANGE_FEED.equals(event.getSource()))) {
      return null;
    }
    return new Refusal(
        Reason.UNKNOWN_EVENT_TYPE,
        "field event_type is not on the list (docs/logs-and-grc.md): check the producer's spelling,"
            + " or set allow_unknown_types in tenant.config");
  }

  /** An event without an entity is its own: its tenant's load is spread, and nothing is mixed. */
  @Override
  public byte[] key(final GrcEvent event) {
    final String entity = event.getEntityId();
    return EntityKey.bytes(
        event.getTenantId(), entity == null || entity.isEmpty() ? event.getEventId() : entity);
  }

  @Override
  public String tenantId(final GrcEvent event) {
    return event.getTenantId();
  }

  @Override
  public String eventId(final GrcEvent event) {
    return event.getEventId();
  }

  @Override
  public void redact(final GrcEvent event, final Cleaner cleaner) {
    event.setEventType(cleaner.text(event.getEventType(), Body.TYPED));
    event.setAction(cleaner.text(event.getAction(), Body.TYPED));
    redact(event, cleaner, Cleaner.untilTheTrail(event.getMetadata()));
  }

  @Override
  public void redactPersonal(final GrcEvent event, final Cleaner cleaner) {
    event.setAction(cleaner.text(event.getAction(), Body.FREE));
    redact(event, cleaner, Body.FREE);
  }

  private static void redact(final GrcEvent event, final Cleaner cleaner, final Body body) {
    event.setData(cleaner.json(event.getData(), body));
    event.setMetadata(cleaner.metadata(event.getMetadata(), body));
  }

  /**
   * The entity, too: it is often the person whom an act is about, and no state is kept by it. The
   * record stays under the key that it came by.
   */
  @Override
  public void rename(final GrcEvent event, final Aliases aliases) {
    event.setAction(aliases.text(event.getAction()));
    event.setData(aliases.json(event.getData()));
    event.setEntityId(aliases.textOrNull(event.getEntityId()));
    event.setEntityType(aliases.textOrNull(event.getEntityType()));
    event.setCorrelationId(aliases.textOrNull(event.getCorrelationId()));
    event.setMetadata(aliases.texts(event.getMetadata()));
  }

  @Override
  public long eventTime(final GrcEvent event) {
    return event.getTimestamp();
  }

  @Override
  public EventView view(final GrcEvent event) {
    return new EventView(
        event.getTenantId(),
        event.getEventType(),
        event.getSource(),
        event.getAction(),
        Objects.requireNonNullElse(event.getEntityId(), ""),
        Objects.requireNonNullElse(event.getEntityType(), ""),
        event.getMetadata().getOrDefault("severity", ""),
        event.getMetadata(),
        event.getData());
  }
}
