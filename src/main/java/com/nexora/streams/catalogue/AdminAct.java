package com.nexora.streams.catalogue;

import com.nexora.events.AuditEvent;
import java.util.Objects;

/**
 * An administrative act of the product, in the making: an erasure, a legal hold, a new key, a
 * changed rule.
 *
 * <p>Its id is made of tenant, type, resource and time, so that an act that is written twice is
 * sealed once. Nothing of it may name a data subject in clear: what is sealed stays for years.
 */
public final class AdminAct {

  /** Tenant of acts that concern the whole product and no tenant, e.g. a new signing key. */
  public static final String PRODUCT_TENANT = "nexora-streams";

  private final AuditEvent event;

  private AdminAct(final AuditEvent event) {
    this.event = event;
  }

  /**
   * An act of category CONFIGURATION and severity MEDIUM, successful.
   *
   * @param tenant whom it concerns, or {@link #PRODUCT_TENANT}
   * @param type dotted, past tense, e.g. {@code privacy.subject.erased}; the action, too
   * @param resource what it was done to, e.g. {@code hold:case-7}
   */
  public static AdminAct of(final String tenant, final String type, final String resource) {
    return new AdminAct(
        AuditEvent.newBuilder()
            .setAuditId("")
            .setTenantId(Objects.requireNonNull(tenant, "tenant"))
            .setEventType(type)
            .setCategory("CONFIGURATION")
            .setSeverity("MEDIUM")
            .setAction(type)
            .setActor(PRODUCT_TENANT)
            .setResource(resource)
            .setOccurredAt(0L)
            .build());
  }

  /** Who did it: the subject of a token, {@code cli:<user>}, or the product by itself. */
  public AdminAct by(final String actor) {
    event.setActor(actor);
    return this;
  }

  /** When, epoch milliseconds; a part of the act's id. */
  public AdminAct at(final long occurredAt) {
    event.setOccurredAt(occurredAt);
    return this;
  }

  /** Why, or what happened, in one sentence. */
  public AdminAct because(final String description) {
    event.setDescription(description);
    return this;
  }

  /** Makes it an act of category SECURITY with this severity. */
  public AdminAct security(final String severity) {
    event.setCategory("SECURITY");
    event.setSeverity(severity);
    return this;
  }

  /** Says that it was refused or did not succeed. */
  public AdminAct failed() {
    event.setOutcome("failure");
    return this;
  }

  /** Details as a JSON object. */
  public AdminAct payload(final String json) {
    event.setPayload(json);
    return this;
  }

  /** Id of the order or case that it belongs to. */
  public AdminAct correlation(final String id) {
    event.setCorrelationId(id);
    return this;
  }

  /** The act as a record for {@link Topics#AUDIT_ACTS}, with its id. */
  public AuditEvent event() {
    final AuditEvent act = AuditEvent.newBuilder(event).build();
    act.setAuditId(
        ContentId.hex(
            "admin-act",
            act.getTenantId(),
            act.getEventType(),
            act.getResource(),
            Long.toString(act.getOccurredAt())));
    return act;
  }
}
