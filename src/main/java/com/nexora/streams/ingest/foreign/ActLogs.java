package com.nexora.streams.ingest.foreign;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.ActWords;
import com.nexora.streams.catalogue.ActionCategory;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.ingest.Checks;
import com.nexora.streams.ingest.Reason;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Audit and security logs as acts of the trail (REQUIREMENTS L3); docs/logs-and-grc.md. */
final class ActLogs {

  private static final int MAX_NAME = 2048;
  private static final String SUCCESS = "success";
  private static final String FAILURE = "failure";
  private static final Set<String> DECISIONS = Set.of("allow", "deny");

  /** Category of every type of security logs. */
  private static final Map<String, String> SECURITY =
      Map.of(
          "api_key_used", "AUTHENTICATION",
          "api_key_created", "AUTHORIZATION",
          "api_key_revoked", "AUTHORIZATION",
          "permission_check", "AUTHORIZATION",
          "authentication_success", "AUTHENTICATION",
          "authentication_failure", "AUTHENTICATION",
          "authorization_success", "AUTHORIZATION",
          "authorization_failure", "AUTHORIZATION",
          "suspicious_activity", "SECURITY",
          "rate_limit_exceeded", "SECURITY");

  private final Redaction redaction;

  ActLogs(final Redaction redaction) {
    this.redaction = redaction;
  }

  /** An audit log's act; null if something is wrong with its fields, which then say so. */
  @Nullable AuditEvent ofAudit(final LogEnvelope envelope, final FieldChecks fields) {
    final String action = fields.text("payload.action", Checks.MAX_ID);
    final String actor = fields.text("payload.actor", MAX_NAME);
    final String resource = fields.text("payload.resource", MAX_NAME);
    final String outcome = fields.text("payload.outcome", Checks.MAX_ID);
    final String context = fields.object("payload.context");
    fields.checks().oneOf("payload.outcome", outcome, ActWords.OUTCOMES, Reason.INVALID_FIELD);
    if (fields.refusal() != null) {
      return null;
    }
    return act(envelope, "audit", context)
        .setEventType(action)
        .setAction(action)
        .setCategory(ActionCategory.of(action))
        .setSeverity(outcome.equals(FAILURE) ? "MEDIUM" : "INFO")
        .setActor(actor)
        .setResource(redaction.name(envelope.tenantId(), resource))
        .setOutcome(outcome)
        .setPayload(redaction.json(envelope.tenantId(), context))
        .build();
  }

  /** A security log's act; null if something is wrong with its fields, which then say so. */
  @Nullable AuditEvent ofSecurity(final LogEnvelope envelope, final FieldChecks fields) {
    final String type = fields.text("payload.event_type", Checks.MAX_ID);
    final String user = fields.text("payload.user_id", MAX_NAME);
    final String resource = fields.text("payload.resource", MAX_NAME);
    final String decision = fields.text("payload.decision", Checks.MAX_ID);
    final String context = fields.object("payload.context");
    fields
        .checks()
        .oneOf("payload.event_type", type, SECURITY.keySet(), Reason.UNKNOWN_EVENT_TYPE)
        .oneOf("payload.decision", decision, DECISIONS, Reason.INVALID_FIELD);
    if (fields.refusal() != null) {
      return null;
    }
    final boolean failed = decision.equals("deny") || type.endsWith("_failure");
    final AuditEvent.Builder act = act(envelope, "security", context);
    act.getMetadata().put("decision", decision);
    // Under the name that it has in the log: privacy tells data subjects by the names of fields.
    act.getMetadata().put("user_id", user);
    return act.setEventType(type)
        .setAction(type)
        .setCategory(SECURITY.getOrDefault(type, "SECURITY"))
        .setSeverity(type.equals("suspicious_activity") ? "HIGH" : failed ? "MEDIUM" : "INFO")
        .setActor(user)
        .setResource(redaction.name(envelope.tenantId(), resource))
        .setOutcome(failed ? FAILURE : SUCCESS)
        .setPayload(redaction.json(envelope.tenantId(), context))
        .build();
  }

  private static AuditEvent.Builder act(
      final LogEnvelope envelope, final String log, final String context) {
    final Map<String, String> metadata = new TreeMap<>();
    metadata.put("log", log);
    metadata.put("namespace", envelope.namespace());
    metadata.put("source", envelope.source());
    metadata.put("source_event_id", envelope.eventId());
    metadata.put("timestamp", envelope.timestamp());
    if (envelope.causationId() != null) {
      metadata.put("causation_id", envelope.causationId());
    }
    return AuditEvent.newBuilder()
        .setAuditId(ContentId.hex("log", envelope.tenantId(), envelope.eventId()))
        .setTenantId(envelope.tenantId())
        .setCorrelationId(envelope.correlationId())
        .setOccurredAt(envelope.time())
        .setFrameworks(Frameworks.of(context))
        .setMetadata(metadata);
  }
}
