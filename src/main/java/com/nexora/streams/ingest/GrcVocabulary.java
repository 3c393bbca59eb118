package com.nexora.streams.ingest;

import java.util.Map;
import java.util.Set;

/**
 * The words of events of governance, risk and compliance (REQUIREMENTS G2), in one place, so that
 * whoever takes such events in, by topic or by HTTP, refuses the same ones.
 */
public final class GrcVocabulary {

  /** Types that every tenant may send. */
  public static final Set<String> TYPES =
      Set.of(
          "RISK_CREATED",
          "RISK_UPDATED",
          "RISK_STATUS_CHANGED",
          "RISK_DELETED",
          "RISK_ASSESSED",
          "CONTROL_CREATED",
          "CONTROL_UPDATED",
          "CONTROL_TESTED",
          "CONTROL_FAILED",
          "ASSESSMENT_STARTED",
          "ASSESSMENT_COMPLETED",
          "ASSESSMENT_OVERDUE",
          "COMPLIANCE_GAP_DETECTED",
          "COMPLIANCE_STATUS_CHANGED",
          "GAP_ASSESSED",
          "POLICY_VIOLATION",
          "POLICY_UPDATED",
          "POLICY_ANALYSED",
          "INCIDENT_REPORTED",
          "INCIDENT_UPDATED",
          "INCIDENT_RESOLVED",
          "REPORT_GENERATED",
          "TASK_REQUESTED",
          "TASK_RESPONDED",
          "USER_ACTION",
          "DATA_ANOMALY",
          "SYSTEM_ERROR",
          "SYSTEM_PERFORMANCE");

  /** Further types, which only the change feed of a database may bring. */
  public static final Set<String> CHANGE_TYPES =
      Set.of(
          "CONTROL_DELETED",
          "POLICY_CREATED",
          "POLICY_DELETED",
          "INCIDENT_DELETED",
          "ASSESSMENT_UPDATED",
          "ASSESSMENT_DELETED",
          "COMPLIANCE_GAP_UPDATED",
          "COMPLIANCE_GAP_DELETED",
          "DOCUMENT_CREATED",
          "DOCUMENT_UPDATED",
          "DOCUMENT_DELETED");

  /** What the creation of a document is called, where it is not {@code <type>_CREATED}. */
  public static final Map<String, String> FIRST_EVENTS =
      Map.of(
          "INCIDENT", "INCIDENT_REPORTED",
          "ASSESSMENT", "ASSESSMENT_STARTED",
          "COMPLIANCE_GAP", "COMPLIANCE_GAP_DETECTED");

  /** The source whose events may have the {@link #CHANGE_TYPES}. */
  public static final String CHANGE_FEED = "COSMOS_DB";

  /** Where events come from. */
  public static final Set<String> SOURCES =
      Set.of("FRONTEND_APP", "MCP_SERVER", "ARCHER_GRC", CHANGE_FEED, "BACKEND_API");

  /** Longest action and kind of entity, in bytes of UTF-8. */
  public static final int MAX_WORD = 256;

  /** Largest body, in bytes of UTF-8: an event is kept for queries, large content elsewhere. */
  public static final int MAX_DATA = 256 * 1024;

  /** Deepest nesting of a body: what lies deeper is of no use and only costs its readers. */
  public static final int MAX_DEPTH = 64;

  private GrcVocabulary() {}
}
