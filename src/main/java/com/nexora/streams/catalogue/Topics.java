package com.nexora.streams.catalogue;

/**
 * Names of the topics, as in {@code config/topics.yaml}. Public: renaming one breaks every user.
 */
public final class Topics {

  public static final String NHI_EVENTS = "nhi.events";
  public static final String THREAT_EVENTS = "threat.events";
  public static final String REMEDIATION_EVENTS = "remediation.events";
  public static final String AGENT_EVENTS = "agent.events";
  public static final String TASK_EVENTS = "task.events";
  public static final String WORKFLOW_EVENTS = "workflow.events";
  public static final String PERFORMANCE_EVENTS = "performance.events";
  public static final String THREAT_CORRELATED = "threat.correlated";
  public static final String THREAT_FINDINGS = "threat.findings";
  public static final String THREAT_HIGH_PRIORITY = "threat.high_priority";
  public static final String ANALYTICS_ALERTS = "analytics.alerts";
  public static final String ANALYTICS_LATE = "analytics.late";

  /** Time that passes where no event does, one tick every few seconds on every partition. */
  public static final String CLOCK_TICKS = "clock.ticks";

  public static final String AUDIT_EVENTS = "audit.events";

  /** Administrative acts of the product itself; only the product writes here. */
  public static final String AUDIT_ACTS = "audit.acts";

  public static final String AUDIT_INBOX = "audit.inbox";

  /** Orders to erase a data subject, on every partition: for the tasks that take in acts. */
  public static final String PRIVACY_ERASURES = "privacy.erasures";

  /** As {@link #PRIVACY_ERASURES}, for the tasks that take in events of entities. */
  public static final String PRIVACY_ERASURES_ENTITIES = "privacy.erasures.entities";

  /** What every task did about every order. */
  public static final String PRIVACY_ANSWERS = "privacy.answers";

  /** Legal holds of tenants and subjects. */
  public static final String PRIVACY_HOLDS = "privacy.holds";

  public static final String AUDIT_RECORDS = "audit.records";

  /** Size and root of every log, unsigned, in the transaction of the entries. */
  public static final String AUDIT_HEADS = "audit.heads";

  /** Signed heads of every log. */
  public static final String AUDIT_CHECKPOINTS = "audit.checkpoints";

  /** Which body an Idempotency-Key of an HTTP request stands for. */
  public static final String INGEST_KEYS = "ingest.keys";

  /** Events of governance, risk and compliance, of every source. */
  public static final String GRC_EVENTS = "grc.events";

  /** Changes of documents of a Cosmos DB container, as Kafka Connect reads them from its feed. */
  public static final String COSMOS_CHANGES = "cosmos.changes";

  /** Log envelopes of other programs. */
  public static final String LOGS_APPLICATION = "omninode.logging.application.v1";

  public static final String LOGS_AUDIT = "omninode.logging.audit.v1";
  public static final String LOGS_SECURITY = "omninode.logging.security.v1";

  public static final String TENANT_CONFIG = "tenant.config";
  public static final String COMPLIANCE_RULES = "compliance.rules";
  public static final String COMPLIANCE_VIOLATIONS = "compliance.violations";

  /** Items that a destination will never take. */
  public static final String DESTINATIONS_DLQ = "destinations.dlq";

  /** Appended to a topic's name, names its dead letter queue. */
  public static final String DLQ_SUFFIX = ".dlq";

  /** What was done with which dead letter. */
  public static final String DLQ_MARKS = "dlq.marks";

  private Topics() {}
}
