package com.nexora.streams.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.AuditEvent;
import com.nexora.streams.audit.AuditView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A sealed audit entry as JSON: the act, and its place in the chains. */
record EntryView(
    String auditId,
    String tenantId,
    long tenantSequence,
    String eventType,
    String category,
    String severity,
    String action,
    String description,
    String actor,
    @Nullable String agent,
    String resource,
    String outcome,
    JsonNode payload,
    List<String> frameworks,
    @Nullable String correlationId,
    @Nullable String occurredAt,
    boolean encrypted,
    String payloadState,
    @Nullable String retentionUntil,
    String retentionClass,
    List<String> subjects,
    Source source,
    Map<String, String> metadata,
    Seal seal,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Served served) {

  /** The same entry with its payload in clear. */
  EntryView opened(final String text) {
    return with(Json.embedded(text), "decrypted");
  }

  /** The same entry, whose payload nobody can read any more. */
  EntryView erased() {
    return with(payload, "erased");
  }

  private EntryView with(final JsonNode content, final String state) {
    return new EntryView(
        auditId,
        tenantId,
        tenantSequence,
        eventType,
        category,
        severity,
        action,
        description,
        actor,
        agent,
        resource,
        outcome,
        content,
        frameworks,
        correlationId,
        occurredAt,
        encrypted,
        state,
        retentionUntil,
        retentionClass,
        subjects,
        source,
        metadata,
        seal,
        served);
  }

  /** Where the act came by; partition and offset are -1 if it came by no topic. */
  record Source(String topic, int partition, long offset) {}

  /** Place in the chains; hashes as lower-case hex. */
  record Seal(
      String logId,
      long leafIndex,
      String previousHash,
      String leafHash,
      String hmac,
      int keyVersion,
      String schemaHash) {}

  /**
   * @param served null in a list, which says it once
   */
  static EntryView of(final AuditView entry, final @Nullable Served served) {
    final AuditEvent event = entry.event();
    final Long retention = event.getRetentionUntil();
    return new EntryView(
        event.getAuditId(),
        event.getTenantId(),
        entry.tenantSequence(),
        event.getEventType(),
        event.getCategory(),
        event.getSeverity(),
        event.getAction(),
        event.getDescription(),
        event.getActor(),
        event.getAgent(),
        event.getResource(),
        event.getOutcome(),
        Json.embedded(event.getPayload()),
        event.getFrameworks(),
        event.getCorrelationId(),
        Times.iso(event.getOccurredAt()),
        event.getEncrypted(),
        event.getEncrypted() ? "encrypted" : "clear",
        retention == null ? null : Times.iso(retention),
        event.getRetentionClass(),
        event.getSubjects(),
        new Source(event.getSourceTopic(), event.getSourcePartition(), event.getSourceOffset()),
        new TreeMap<>(event.getMetadata()),
        new Seal(
            entry.logId(),
            entry.leafIndex(),
            entry.previousHash(),
            entry.leafHash(),
            entry.hmac(),
            entry.keyVersion(),
            entry.schemaHash()),
        served);
  }
}
