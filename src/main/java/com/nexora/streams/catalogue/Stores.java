package com.nexora.streams.catalogue;

/**
 * Names of the state stores: what each holds. Public, since changelog topics carry them: evolve,
 * never rename.
 */
public final class Stores {

  /** Ids of live events seen lately, by arrival: window store, 16-byte hash -> empty. */
  public static final String SEEN_EVENTS = "seen-events";

  /** As {@link #SEEN_EVENTS}, for events that were old when they arrived (imports). */
  public static final String SEEN_HISTORY = "seen-history";

  /** As {@link #SEEN_EVENTS}, of acts whose violations were told, partitioned by tenant. */
  public static final String SEEN_AUDIT_EVENTS = "seen-audit-events";

  /** As {@link #SEEN_HISTORY}, of acts whose violations were told. */
  public static final String SEEN_AUDIT_HISTORY = "seen-audit-history";

  /** As {@link #SEEN_EVENTS}, for events of governance, risk and compliance. */
  public static final String SEEN_GRC_EVENTS = "seen-grc-events";

  /** As {@link #SEEN_HISTORY}, for events of governance, risk and compliance. */
  public static final String SEEN_GRC_HISTORY = "seen-grc-history";

  /** Events of governance, risk and compliance, per tenant and arrival. */
  public static final String GRC_EVENTS = "grc-events";

  /** Records that wait at the gates of the entity topics for another try, encrypted. */
  public static final String WAITING_ENTITIES = "waiting-entities";

  /** As {@link #WAITING_ENTITIES}, at the gates of acts. */
  public static final String WAITING_ACTS = "waiting-acts";

  /** As {@link #WAITING_ENTITIES}, at the gate of governance, risk and compliance. */
  public static final String WAITING_GRC = "waiting-grc";

  /** Settings of every tenant, on every instance: tenant id -> TenantConfig in wire format. */
  public static final String TENANT_CONFIGS = "tenant-configs";

  /** NHI events per entity and event time, by arrival. */
  public static final String ENTITY_ACTIVITY = "entity-activity";

  /** Threat, escalation, resolution and remediation events per entity, by arrival. */
  public static final String ENTITY_THREATS = "entity-threats";

  /** Findings per entity, threat and 5-minute bucket. */
  public static final String FINDINGS = "findings";

  /** Summaries and per-entity counts per tenant and 15-minute window. */
  public static final String THREAT_SUMMARIES = "threat-summaries";

  /** State per agent or other identity: entity key -> AgentState. */
  public static final String AGENT_STATES = "agent-states";

  /** Panes of a minute, a quarter of an hour and an hour per entity, tenant, tool and task type. */
  public static final String METRIC_PANES = "metric-panes";

  /** Per owner of panes: when it must be looked at next, its baselines and its open alerts. */
  public static final String METRIC_OWNERS = "metric-owners";

  /** Per tenant and minute: how many agents were active, and how many degraded. */
  public static final String TENANT_PULSES = "tenant-pulses";

  /** Last step of every alert, per tenant and opening. */
  public static final String ALERTS = "alerts";

  /** Head of every tenant's chain and of the partition's log. */
  public static final String AUDIT_CHAINS = "audit-chains";

  /** Sealed entries per tenant and sequence, and the index of audit ids. */
  public static final String AUDIT_ENTRIES = "audit-entries";

  /** What tenants add to the rules of compliance: tenant -> JSON. */
  public static final String COMPLIANCE_RULES = "compliance-rules";

  /** Violations of rules watched in real time, per tenant and time of the act. */
  public static final String COMPLIANCE_VIOLATIONS = "compliance-violations";

  /** Merkle tree of the partition's log: hashes of every eighth level, for tiles and proofs. */
  public static final String AUDIT_TILES = "audit-tiles";

  /** Wrapped keys of data subjects, as the tasks made them that take in acts. */
  public static final String SUBJECT_KEYS = "subject-keys";

  /** As {@link #SUBJECT_KEYS}, of the tasks that take in events of entities. */
  public static final String SUBJECT_KEYS_ENTITIES = "subject-keys-entities";

  private Stores() {}
}
