package com.nexora.streams.ingest.foreign;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents of the compliance platform: the topic each comes by, what it is as an event, and
 * which of its fields name the entity. Every name of a field is also known in snake case.
 */
enum DocumentKind {
  TASK_REQUESTS("task-requests", "TASK_REQUESTED", "task.requested", "task", "taskId"),
  TASK_RESPONSES("task-responses", "TASK_RESPONDED", "task.responded", "task", "taskId"),
  POLICY_UPDATES("policy-updates", "POLICY_UPDATED", "policy.updated", "policy", "policyId"),
  POLICY_ANALYSIS("policy-analysis", "POLICY_ANALYSED", "policy.analysed", "policy", "policyId"),
  GAP_ASSESSMENTS(
      "gap-assessments", "GAP_ASSESSED", "gap.assessed", "assessment", "assessmentId", "gapId"),
  RISK_ASSESSMENTS(
      "risk-assessments", "RISK_ASSESSED", "risk.assessed", "risk", "riskId", "assessmentId"),
  RISK_CALCULATIONS(
      "risk-calculations", "RISK_ASSESSED", "risk.calculated", "risk", "riskId", "calculationId"),
  COMPLIANCE_REPORTS(
      "compliance-reports", "REPORT_GENERATED", "report.generated", "report", "reportId"),
  INCIDENT_EVENTS(
      "incident-events", "INCIDENT_UPDATED", "incident.updated", "incident", "incidentId"),
  USER_ACTIVITIES(
      "user-activities", "USER_ACTION", "user.activity", "resource", "resourceId", "resource"),
  DATA_ACCESS(
      "data-access", "USER_ACTION", "data.access", "data", "resourceId", "resource", "dataset"),
  MONITORING_METRICS(
      "monitoring-metrics",
      "SYSTEM_PERFORMANCE",
      "metrics.reported",
      "agent",
      "agentId",
      "service",
      "host"),
  AUDIT_LOGS("audit-logs", "USER_ACTION", "audit.log", "resource", "resourceId", "resource");

  private static final Map<String, DocumentKind> BY_TOPIC = new HashMap<>();

  static {
    for (final DocumentKind kind : values()) {
      BY_TOPIC.put(kind.topic, kind);
    }
  }

  private final String topic;
  private final String eventType;
  private final String action;
  private final String entityType;
  private final String[] entityFields;

  DocumentKind(
      final String topic,
      final String eventType,
      final String action,
      final String entityType,
      final String... entityFields) {
    this.topic = topic;
    this.eventType = eventType;
    this.action = action;
    this.entityType = entityType;
    this.entityFields = entityFields;
  }

  static @Nullable DocumentKind of(final String topic) {
    return BY_TOPIC.get(topic);
  }

  String topic() {
    return topic;
  }

  /** Type of the event, where the document's status does not say more. */
  String eventType() {
    return eventType;
  }

  /** What was done, where the document does not say. */
  String action() {
    return action;
  }

  String entityType() {
    return entityType;
  }

  /** Fields that may name the entity; the first that is there does. */
  String[] entityFields() {
    return entityFields.clone();
  }

  /** Whether the record key is the organisation's name, and not an agent's. */
  boolean keyedByOrganisation() {
    return this != TASK_REQUESTS && this != TASK_RESPONSES && this != MONITORING_METRICS;
  }

  /** Whether the documents are acts of the trail, which no filter may keep out of it. */
  boolean isTrail() {
    return this == USER_ACTIVITIES || this == DATA_ACCESS || this == AUDIT_LOGS;
  }
}
