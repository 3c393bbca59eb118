package com.nexora.streams.audit;

import com.nexora.events.AgentEvent;
import com.nexora.events.AnalyticsAlert;
import com.nexora.events.AuditEvent;
import com.nexora.events.FindingChange;
import com.nexora.streams.catalogue.ContentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happened into acts of the audit trail.
 *
 * <p>The same act must get the same id after any replay and in any order of arrival, so ids are
 * made of the event's own identity and of nothing that the journey adds. The table of what goes
 * where is in {@code docs/audit.md}.
 */
public final class AuditDrafts {

  /** Metadata key of drafts that the product made itself; producers cannot set it. */
  public static final String RECORDED_BY = "recorded_by";

  /** Value of {@link #RECORDED_BY}, and the actor of what the product did by itself. */
  public static final String PRODUCT = "nexora-streams";

  /** Stands before the ids that producers give, which therefore never meet the product's own. */
  public static final String EXTERNAL_ID = "ext:";

  /** As {@link #EXTERNAL_ID}, where a producer's id is too long to be kept as it is. */
  public static final String EXTERNAL_HASH = "exthash:";

  private static final int MAX_ID_BYTES = 128;
  private static final Set<String> AUDITED_CHANGES = Set.of("opened", "escalated", "resolved");
  private static final String ANOMALY = "anomaly.detected";
  private static final String SECURITY = "SECURITY";
  private static final String SYSTEM = "SYSTEM";

  private static final AuditEvent BLANK =
      AuditEvent.newBuilder()
          .setAuditId("")
          .setTenantId("")
          .setEventType("")
          .setCategory(SYSTEM)
          .setAction("")
          .setActor(PRODUCT)
          .setOccurredAt(0L)
          .build();

  private final EventTypePatterns auditedEventTypes;

  /**
   * @param auditedEventTypes agent event types that enter the trail; a trailing {@code *} matches
   *     any ending
   */
  public AuditDrafts(final Set<String> auditedEventTypes) {
    this.auditedEventTypes = new EventTypePatterns(auditedEventTypes);
  }

  /** An agent's, task's or workflow's step; null if its type is not audited. */
  public @Nullable AuditEvent of(final AgentEvent event) {
    final String type = event.getEventType();
    if (!auditedEventTypes.matches(type)) {
      return null;
    }
    final AuditEvent draft =
        draft(
            ContentId.hex("agent-event", event.getTenantId(), type, event.getEventId()),
            event.getTenantId(),
            type);
    final Map<String, String> metadata = event.getMetadata();
    final String agent = agentOf(event);
    final String resource = event.getAggregateType() + ':' + event.getAggregateId();
    final boolean failed = type.endsWith(".failed");
    final boolean anomaly = type.startsWith("anomaly.");
    draft.setCategory(anomaly ? SECURITY : SYSTEM);
    draft.setSeverity(anomaly ? "HIGH" : failed ? "MEDIUM" : "INFO");
    draft.setDescription(resource + ' ' + type.substring(type.lastIndexOf('.') + 1));
    draft.setActor(metadata.getOrDefault("actor", agent == null ? resource : agent));
    draft.setAgent(agent);
    draft.setResource(resource);
    draft.setOutcome(failed ? "failure" : "success");
    draft.setPayload(event.getPayload());
    draft.setFrameworks(frameworks(metadata));
    draft.setCorrelationId(event.getCorrelationId());
    draft.setOccurredAt(event.getTimestamp());
    final Map<String, String> kept = new TreeMap<>(metadata);
    kept.put("source_event_id", event.getEventId());
    if (event.getCausationId() != null) {
      kept.put("causation_id", event.getCausationId());
    }
    kept.put(RECORDED_BY, PRODUCT);
    draft.setMetadata(kept);
    return DraftSize.bounded(draft);
  }

  /** A transition of a finding; null if the change is none that U1 names. */
  public @Nullable AuditEvent of(final FindingChange change) {
    if (!AUDITED_CHANGES.contains(change.getChange())) {
      return null;
    }
    final String type = "finding." + change.getChange();
    final AuditEvent draft =
        draft(
            ContentId.hex(
                "finding-change",
                change.getTenantId(),
                change.getFindingId(),
                change.getChange(),
                change.getCauseEventId()),
            change.getTenantId(),
            type);
    draft.setCategory(SECURITY);
    draft.setSeverity(severity(change.getThreatScore()));
    draft.setDescription(
        "finding %s on %s: %s"
            .formatted(
                change.getChange(),
                change.getEntityId(),
                change.getName().isEmpty() ? change.getThreatId() : change.getName()));
    draft.setActor(PRODUCT);
    draft.setAgent(change.getEntityId());
    draft.setResource("finding:" + change.getFindingId());
    draft.setPayload(payload(change));
    draft.setCorrelationId(change.getFindingId());
    draft.setOccurredAt(change.getTimestamp());
    draft.setMetadata(new TreeMap<>(Map.of(RECORDED_BY, PRODUCT)));
    return DraftSize.bounded(draft);
  }

  /** The opening of an alert of an agent or a tenant; null for its later steps. */
  public @Nullable AuditEvent of(final AnalyticsAlert alert) {
    if (!"open".equals(alert.getState()) || !auditedEventTypes.matches(ANOMALY)) {
      return null;
    }
    final AuditEvent draft =
        draft(
            ContentId.hex("analytics-alert", alert.getTenantId(), alert.getAlertId()),
            alert.getTenantId(),
            ANOMALY);
    final boolean ofTenant = alert.getEntityId().isEmpty();
    draft.setCategory(SECURITY);
    draft.setSeverity("HIGH");
    draft.setDescription(
        "%s of %s is unusual"
            .formatted(alert.getMetric(), ofTenant ? "the tenant's agents" : alert.getEntityId()));
    draft.setAgent(ofTenant ? null : alert.getEntityId());
    draft.setResource("alert:" + alert.getAlertId());
    draft.setPayload(payload(alert));
    draft.setCorrelationId(alert.getAlertId());
    draft.setOccurredAt(alert.getTimestamp());
    final Map<String, String> metadata = new TreeMap<>(alert.getMetadata());
    metadata.put(RECORDED_BY, PRODUCT);
    draft.setMetadata(metadata);
    return DraftSize.bounded(draft);
  }

  /**
   * An act that a producer sent: kept as it is, under an id of its own namespace. The given record
   * is not changed.
   */
  public AuditEvent of(final AuditEvent event) {
    final Map<String, String> metadata = new TreeMap<>(event.getMetadata());
    metadata.remove(RECORDED_BY);
    final AuditEvent draft = copy(event, metadata);
    draft.setAuditId(externalId(event));
    return DraftSize.bounded(draft);
  }

  /**
   * An act of the product's own administration: kept under the id that its writer gave, and marked
   * as the product's. The given record is not changed.
   */
  public AuditEvent ofAdminAct(final AuditEvent event) {
    return recorded(event);
  }

  /**
   * An act that the gate read from a log: kept under the id that the gate made of the log's. The
   * given record is not changed.
   */
  public AuditEvent ofLog(final AuditEvent event) {
    return recorded(event);
  }

  private static AuditEvent recorded(final AuditEvent event) {
    final Map<String, String> metadata = new TreeMap<>(event.getMetadata());
    metadata.put(RECORDED_BY, PRODUCT);
    return DraftSize.bounded(copy(event, metadata));
  }

  static AuditEvent draft(final String id, final String tenant, final String type) {
    final AuditEvent draft = blank();
    draft.setAuditId(id);
    draft.setTenantId(tenant);
    draft.setEventType(type);
    draft.setAction(type);
    return draft;
  }

  private static AuditEvent blank() {
    return copy(BLANK, new HashMap<>());
  }

  /** What may be changed is copied, as Avro's builder does by way of the schema for every field. */
  private static AuditEvent copy(final AuditEvent event, final Map<String, String> metadata) {
    return new AuditEvent(
        event.getAuditId(),
        event.getTenantId(),
        event.getEventType(),
        event.getCategory(),
        event.getSeverity(),
        event.getAction(),
        event.getDescription(),
        event.getActor(),
        event.getAgent(),
        event.getResource(),
        event.getOutcome(),
        event.getPayload(),
        new ArrayList<>(event.getFrameworks()),
        event.getCorrelationId(),
        event.getOccurredAt(),
        event.getEncrypted(),
        event.getCiphertext(),
        event.getEncryptionKey(),
        event.getKeyCommitment(),
        event.getRetentionUntil(),
        event.getRetentionClass(),
        new ArrayList<>(event.getSubjects()),
        event.getSourceTopic(),
        event.getSourcePartition(),
        event.getSourceOffset(),
        metadata);
  }

  private static @Nullable String agentOf(final AgentEvent event) {
    final String agentId = event.getAgentId();
    if (agentId != null && !agentId.isEmpty()) {
      return agentId;
    }
    return "agent".equals(event.getAggregateType()) ? event.getAggregateId() : null;
  }

  static List<String> frameworks(final Map<String, String> metadata) {
    final List<String> frameworks = new ArrayList<>();
    for (final String name : metadata.getOrDefault("frameworks", "").split(",", -1)) {
      if (!name.isBlank()) {
        frameworks.add(name.strip().toUpperCase(Locale.ROOT));
      }
    }
    return frameworks;
  }

  private static String externalId(final AuditEvent event) {
    final String given = event.getAuditId();
    final String id = EXTERNAL_ID + given;
    return DraftSize.utf8Bytes(id) <= MAX_ID_BYTES
        ? id
        : EXTERNAL_HASH + ContentId.hex("audit-id", event.getTenantId(), given);
  }

  private static String severity(final double threatScore) {
    if (threatScore >= 9.0) {
      return "CRITICAL";
    }
    if (threatScore >= 7.0) {
      return "HIGH";
    }
    return threatScore >= 4.0 ? "MEDIUM" : "LOW";
  }

  private static String payload(final AnalyticsAlert alert) {
    return new JsonText()
        .field("alert_id", alert.getAlertId())
        .field("entity_id", alert.getEntityId())
        .field("metric", alert.getMetric())
        .field("observed", alert.getObserved())
        .field("expected_low", alert.getExpectedLow())
        .field("expected_high", alert.getExpectedHigh())
        .field("unusualness", alert.getUnusualness())
        .field("opened_at", alert.getOpenedAt())
        .field("cause_event_id", alert.getCauseEventId())
        .text();
  }

  private static String payload(final FindingChange change) {
    return new JsonText()
        .field("finding_id", change.getFindingId())
        .field("entity_id", change.getEntityId())
        .field("threat_id", change.getThreatId())
        .field("name", change.getName())
        .field("change", change.getChange())
        .field("cause_event_id", change.getCauseEventId())
        .field("previous_score", change.getPreviousScore())
        .field("threat_score", change.getThreatScore())
        .field("correlation_score", change.getCorrelationScore())
        .field("window_time", change.getWindowTime())
        .text();
  }
}
