package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.ActWords;
import com.nexora.streams.catalogue.ActionCategory;
import com.nexora.streams.catalogue.ContentId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns events of governance, risk and compliance into acts of the trail.
 *
 * <p>The metadata {@code category}, {@code severity}, {@code outcome} and {@code actor} of an event
 * say more than its type can, and win where they are words that the trail knows. The table is in
 * {@code docs/logs-and-grc.md}.
 */
final class GrcDrafts {

  private static final Map<String, String> SEVERITY_OF =
      Map.of(
          "INCIDENT_REPORTED", "HIGH",
          "POLICY_VIOLATION", "HIGH",
          "CONTROL_FAILED", "MEDIUM",
          "COMPLIANCE_GAP_DETECTED", "MEDIUM",
          "ASSESSMENT_OVERDUE", "MEDIUM",
          "DATA_ANOMALY", "MEDIUM");
  private static final Set<String> FAILED =
      Set.of("CONTROL_FAILED", "POLICY_VIOLATION", "SYSTEM_ERROR");

  private final EventTypePatterns audited;

  /**
   * @param auditedEventTypes types that enter the trail; a trailing {@code *} matches any ending
   */
  GrcDrafts(final Set<String> auditedEventTypes) {
    audited = new EventTypePatterns(auditedEventTypes);
  }

  /** An event's act; null if its type is not audited. */
  @Nullable AuditEvent of(final GrcEvent event) {
    final String type = event.getEventType();
    if (!audited.matches(type)) {
      return null;
    }
    final AuditEvent draft =
        AuditDrafts.draft(
            ContentId.hex("grc-event", event.getTenantId(), type, event.getEventId()),
            event.getTenantId(),
            type);
    final Map<String, String> metadata = event.getMetadata();
    final String resource = resource(event);
    draft.setAction(event.getAction());
    draft.setCategory(told(metadata, "category", ActWords.CATEGORIES, category(event)));
    draft.setSeverity(
        told(metadata, "severity", ActWords.SEVERITIES, SEVERITY_OF.getOrDefault(type, "INFO")));
    draft.setOutcome(
        told(
            metadata, "outcome", ActWords.OUTCOMES, FAILED.contains(type) ? "failure" : "success"));
    draft.setActor(actor(event));
    draft.setResource(resource);
    draft.setDescription(
        resource.isEmpty() ? event.getAction() : event.getAction() + ' ' + resource);
    draft.setPayload(event.getData());
    draft.setFrameworks(AuditDrafts.frameworks(metadata));
    draft.setCorrelationId(event.getCorrelationId());
    draft.setOccurredAt(event.getTimestamp());
    final Map<String, String> kept = new TreeMap<>(metadata);
    kept.put("source", event.getSource());
    kept.put("source_event_id", event.getEventId());
    kept.put(AuditDrafts.RECORDED_BY, AuditDrafts.PRODUCT);
    draft.setMetadata(kept);
    return DraftSize.bounded(draft);
  }

  private static String told(
      final Map<String, String> metadata,
      final String name,
      final Collection<String> known,
      final String otherwise) {
    final String word = metadata.get(name);
    return word != null && known.contains(word) ? word : otherwise;
  }

  private static String actor(final GrcEvent event) {
    final String actor = event.getMetadata().get("actor");
    return actor == null || actor.isEmpty() ? event.getSource() : actor;
  }

  private static String resource(final GrcEvent event) {
    final String entity = event.getEntityId();
    if (entity == null || entity.isEmpty()) {
      return "";
    }
    final String kind = event.getEntityType();
    return kind == null || kind.isEmpty() ? entity : kind + ':' + entity;
  }

  private static String category(final GrcEvent event) {
    final String type = event.getEventType();
    if (type.equals("USER_ACTION")) {
      return ActionCategory.of(event.getAction());
    }
    if (type.startsWith("INCIDENT_")
        || type.equals("POLICY_VIOLATION")
        || type.equals("DATA_ANOMALY")) {
      return "SECURITY";
    }
    if (type.equals("POLICY_UPDATED") || type.startsWith("CONTROL_")) {
      return "CONFIGURATION";
    }
    return type.startsWith("RISK_") ? "DATA_MODIFICATION" : "SYSTEM";
  }
}
