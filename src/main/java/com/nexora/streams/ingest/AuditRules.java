package com.nexora.streams.ingest;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.ActWords;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.tenants.EventView;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Acts that producers send to the audit trail (REQUIREMENTS U1, U2). */
final class AuditRules implements EventRules<AuditEvent> {

  private static final int MAX_AUDIT_ID = 128;
  private static final int MAX_NAME = 2048;

  private final TenantSay tenantSay;

  /**
   * @param tenantSay never {@link TenantSay#EVERYTHING}: no filter may keep an act out of the trail
   */
  AuditRules(final TenantSay tenantSay) {
    this.tenantSay = tenantSay;
  }

  @Override
  public TenantSay tenantSay() {
    return tenantSay;
  }

  @Override
  public @Nullable Refusal check(final AuditEvent event, final long arrival, final long skew) {
    return new Checks()
        .required("audit_id", event.getAuditId(), MAX_AUDIT_ID)
        .required("tenant_id", event.getTenantId(), Checks.MAX_TENANT)
        .required("event_type", event.getEventType(), Checks.MAX_ID)
        .oneOf("category", event.getCategory(), ActWords.CATEGORIES, Reason.INVALID_FIELD)
        .oneOf("severity", event.getSeverity(), ActWords.SEVERITIES, Reason.INVALID_FIELD)
        .oneOf("outcome", event.getOutcome(), ActWords.OUTCOMES, Reason.INVALID_FIELD)
        .required("action", event.getAction(), Checks.MAX_ID)
        .required("actor", event.getActor(), MAX_NAME)
        .optional("agent", event.getAgent(), MAX_NAME)
        .optional("resource", event.getResource(), MAX_NAME)
        .optional("correlation_id", event.getCorrelationId(), Checks.MAX_ID)
        .time("occurred_at", event.getOccurredAt(), arrival, skew)
        .metadata(event.getMetadata())
        .refusal();
  }

  /** The trail is ordered per tenant: its key is the tenant alone. */
  @Override
  public byte[] key(final AuditEvent event) {
    return event.getTenantId().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String tenantId(final AuditEvent event) {
    return event.getTenantId();
  }

  @Override
  public String eventId(final AuditEvent event) {
    return event.getAuditId();
  }

  /** Personal data stays: the trail encrypts it per data subject, and redacts what is left. */
  @Override
  public void redact(final AuditEvent event, final Cleaner cleaner) {
    event.setEventType(cleaner.text(event.getEventType(), Body.TYPED));
    event.setAction(cleaner.text(event.getAction(), Body.SECRETS));
    event.setDescription(cleaner.text(event.getDescription(), Body.SECRETS));
    event.setActor(cleaner.text(event.getActor(), Body.TYPED));
    event.setAgent(cleaner.textOrNull(event.getAgent(), Body.TYPED));
    event.setResource(cleaner.text(event.getResource(), Body.TYPED));
    event.setCorrelationId(cleaner.textOrNull(event.getCorrelationId(), Body.TYPED));
    event.setPayload(cleaner.json(event.getPayload(), Body.SECRETS));
    event.setMetadata(cleaner.metadata(event.getMetadata(), Body.SECRETS));
  }

  /**
   * Only of those whom the trail could not find any more, since they were named within a secret;
   * the others it names itself, after it has encrypted what it encrypts.
   */
  @Override
  public void rename(final AuditEvent event, final Aliases aliases) {
    aliases.rename(event);
    event.setPayload(aliases.json(event.getPayload()));
  }

  @Override
  public long eventTime(final AuditEvent event) {
    return event.getOccurredAt();
  }

  @Override
  public EventView view(final AuditEvent event) {
    return new EventView(
        event.getTenantId(),
        event.getEventType(),
        event.getMetadata().getOrDefault(EventView.SOURCE, ""),
        event.getAction(),
        event.getResource(),
        event.getCategory(),
        event.getSeverity(),
        event.getMetadata(),
        event.getPayload());
  }
}
