package com.nexora.streams.testkit;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.Observable;
import com.nexora.events.RemediationEvent;
import com.nexora.events.TenantConfig;
import com.nexora.events.ThreatEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a scenario starts; made for a static import.
 *
 * <pre>{@code
 * kit.nhi().pipe(nhi().of("tenant-a").entity("role-1").risk(6.5));
 * kit.threats().pipe(threat("t-1").entity("role-1").scored(7.5).after(Duration.ofMinutes(3)));
 * kit.agents().pipe(agentEvent("task.completed").entity("agent-1").durationMs(250));
 * }</pre>
 */
public final class Events {

  private Events() {}

  /** An {@code nhi.updated} event. */
  public static NhiDraft nhi() {
    return new NhiDraft();
  }

  /** A {@code threat.detected} event of this threat, scored 5.0 with full confidence. */
  public static ThreatDraft threat(final String threatId) {
    return new ThreatDraft(threatId);
  }

  /** A {@code remediation.triggered} event that answers this threat. */
  public static RemediationDraft remediation(final String threatId) {
    return new RemediationDraft(threatId);
  }

  /** An event of this type; its entity is the agent {@code entity-1}. */
  public static AgentDraft agentEvent(final String eventType) {
    return new AgentDraft(eventType);
  }

  /** An act for the audit trail: {@code user-1} reads a resource. */
  public static AuditDraft audit() {
    return new AuditDraft();
  }

  /** An event of governance, risk or compliance of this type, from the front end. */
  public static GrcDraft grc(final String eventType) {
    return new GrcDraft(eventType);
  }

  /** A tenant's configuration with every default, to be changed by its own builder's methods. */
  public static TenantConfig.Builder tenantConfig(final String tenantId) {
    return TenantConfig.newBuilder().setTenantId(tenantId);
  }

  /** Draft of an {@link NHIEvent}. */
  public static final class NhiDraft extends Draft<NHIEvent, NhiDraft> {
    private String type = "nhi.updated";
    private String ocsf = "{}";

    public NhiDraft type(final String eventType) {
      type = eventType;
      return this;
    }

    /** Sets the OCSF body. */
    public NhiDraft ocsf(final String json) {
      ocsf = json;
      return this;
    }

    /** Makes the body one that brings a risk score, 0-10. */
    public NhiDraft risk(final double score) {
      return ocsf("{\"class_uid\":3004,\"unmapped\":{\"risk_score\":" + score + "}}");
    }

    /** Makes the body one that brings a deviation from the baseline, 0-1. */
    public NhiDraft deviating(final double deviation) {
      return ocsf("{\"class_uid\":3004,\"unmapped\":{\"baseline_deviation\":" + deviation + "}}");
    }

    @Override
    NHIEvent record() {
      return NHIEvent.newBuilder()
          .setEventId(eventId)
          .setTenantId(tenant)
          .setEntityId(entity)
          .setEventType(type)
          .setTimestamp(time)
          .setOcsfEvent(ocsf)
          .setMetadata(new HashMap<>(metadata))
          .build();
    }

    @Override
    NhiDraft self() {
      return this;
    }
  }

  /** Draft of a {@link ThreatEvent}. */
  public static final class ThreatDraft extends Draft<ThreatEvent, ThreatDraft> {
    private final String threatId;
    private String type = "threat.detected";
    private double score = 5.0;
    private double confidence = 1.0;
    private String tactic = "";
    private String technique = "";
    private String name = "";
    private final List<Observable> observables = new ArrayList<>();

    private ThreatDraft(final String threatId) {
      this.threatId = threatId;
    }

    public ThreatDraft type(final String eventType) {
      type = eventType;
      return this;
    }

    /** Makes it {@code threat.escalated}. */
    public ThreatDraft escalated() {
      return type("threat.escalated");
    }

    /** Makes it {@code threat.resolved}. */
    public ThreatDraft resolved() {
      return type("threat.resolved");
    }

    public ThreatDraft scored(final double threatScore) {
      score = threatScore;
      return this;
    }

    public ThreatDraft confident(final double share) {
      confidence = share;
      return this;
    }

    public ThreatDraft tactic(final String id) {
      tactic = id;
      return this;
    }

    public ThreatDraft technique(final String id) {
      technique = id;
      return this;
    }

    public ThreatDraft named(final String detection) {
      name = detection;
      return this;
    }

    public ThreatDraft observed(final String attribute, final String kind, final String value) {
      observables.add(new Observable(attribute, kind, value));
      return this;
    }

    @Override
    ThreatEvent record() {
      return ThreatEvent.newBuilder()
          .setEventId(eventId)
          .setTenantId(tenant)
          .setEntityId(entity)
          .setThreatId(threatId)
          .setEventType(type)
          .setThreatScore(score)
          .setConfidence(confidence)
          .setTactic(tactic)
          .setTechnique(technique)
          .setName(name)
          .setSource("test")
          .setObservables(new ArrayList<>(observables))
          .setTimestamp(time)
          .setMetadata(new HashMap<>(metadata))
          .build();
    }

    @Override
    ThreatDraft self() {
      return this;
    }
  }

  /** Draft of a {@link RemediationEvent}. */
  public static final class RemediationDraft extends Draft<RemediationEvent, RemediationDraft> {
    private @Nullable String threatId;
    private @Nullable String findingId;
    private String type = "remediation.triggered";
    private String outcome = "";

    private RemediationDraft(final String threatId) {
      this.threatId = threatId;
    }

    public RemediationDraft type(final String eventType) {
      type = eventType;
      return this;
    }

    /** Makes it answer a finding instead of a threat. */
    public RemediationDraft finding(final @Nullable String id) {
      findingId = id;
      threatId = null;
      return this;
    }

    public RemediationDraft outcome(final String result) {
      outcome = result;
      return this;
    }

    @Override
    RemediationEvent record() {
      return RemediationEvent.newBuilder()
          .setEventId(eventId)
          .setTenantId(tenant)
          .setEntityId(entity)
          .setThreatId(threatId)
          .setFindingId(findingId)
          .setEventType(type)
          .setAction("rotate-key")
          .setActor("responder-1")
          .setOutcome(outcome)
          .setTimestamp(time)
          .setMetadata(new HashMap<>(metadata))
          .build();
    }

    @Override
    RemediationDraft self() {
      return this;
    }
  }

  /** Draft of an {@link AgentEvent}. */
  public static final class AgentDraft extends Draft<AgentEvent, AgentDraft> {
    private final String type;
    private String aggregateType;
    private @Nullable String aggregateId;
    private boolean isWithoutAgent;
    private String payload = "{}";
    private @Nullable String correlationId;

    private AgentDraft(final String type) {
      this.type = type;
      final String prefix = type.substring(0, Math.max(0, type.indexOf('.')));
      aggregateType =
          Map.of("task", "task", "tool", "tool", "workflow", "workflow")
              .getOrDefault(prefix, "agent");
    }

    /** Sets the aggregate, e.g. {@code ("task", "task-7")}; without it an id is made up. */
    public AgentDraft aggregate(final String kind, final String id) {
      aggregateType = kind;
      aggregateId = id;
      return this;
    }

    /** Leaves the agent out: the entity is then {@code aggregate_type:aggregate_id}. */
    public AgentDraft withoutAgent() {
      isWithoutAgent = true;
      return this;
    }

    /** Sets the JSON payload. */
    public AgentDraft payload(final String json) {
      payload = json;
      return this;
    }

    /** Makes the payload one with this response time, in milliseconds. */
    public AgentDraft durationMs(final double milliseconds) {
      return payload("{\"duration_ms\":" + milliseconds + "}");
    }

    public AgentDraft correlation(final String id) {
      correlationId = id;
      return this;
    }

    @Override
    AgentEvent record() {
      final boolean isAgent = aggregateType.equals("agent");
      final String madeUp = isAgent ? entity : aggregateType + "-of-" + entity;
      return AgentEvent.newBuilder()
          .setEventId(eventId)
          .setEventType(type)
          .setAggregateType(aggregateType)
          .setAggregateId(aggregateId == null ? madeUp : aggregateId)
          .setTenantId(tenant)
          .setPayload(payload)
          .setAgentId(isWithoutAgent || isAgent ? null : entity)
          .setCorrelationId(correlationId)
          .setTimestamp(time)
          .setMetadata(new HashMap<>(metadata))
          .build();
    }

    @Override
    AgentDraft self() {
      return this;
    }
  }

  /** Draft of an {@link AuditEvent}; {@link #entity} is the actor, {@link #id} the audit id. */
  public static final class AuditDraft extends Draft<AuditEvent, AuditDraft> {
    private String type = "data.access";
    private String category = "DATA_ACCESS";
    private String severity = "INFO";
    private String action = "data.access";
    private String resource = "table:customers";
    private String outcome = "success";
    private String payload = "{}";
    private List<String> frameworks = List.of();

    public AuditDraft type(final String eventType) {
      type = eventType;
      return this;
    }

    public AuditDraft category(final String name) {
      category = name;
      return this;
    }

    public AuditDraft severity(final String name) {
      severity = name;
      return this;
    }

    public AuditDraft action(final String name) {
      action = name;
      return this;
    }

    public AuditDraft resource(final String name) {
      resource = name;
      return this;
    }

    public AuditDraft outcome(final String result) {
      outcome = result;
      return this;
    }

    /** Tags the act with a framework. */
    public AuditDraft framework(final String tag) {
      frameworks = List.of(tag);
      return this;
    }

    /** Sets the JSON payload. */
    public AuditDraft payload(final String json) {
      payload = json;
      return this;
    }

    @Override
    AuditEvent record() {
      return AuditEvent.newBuilder()
          .setAuditId(eventId)
          .setTenantId(tenant)
          .setEventType(type)
          .setCategory(category)
          .setSeverity(severity)
          .setAction(action)
          .setActor(entity)
          .setResource(resource)
          .setOutcome(outcome)
          .setPayload(payload)
          .setFrameworks(frameworks)
          .setOccurredAt(time)
          .setMetadata(new HashMap<>(metadata))
          .build();
    }

    @Override
    AuditDraft self() {
      return this;
    }
  }

  /** Draft of a {@link GrcEvent}; its entity is of the type {@code risk}. */
  public static final class GrcDraft extends Draft<GrcEvent, GrcDraft> {
    private final String type;
    private String source = "FRONTEND_APP";
    private String action = "save";
    private String data = "{}";
    private boolean isWithoutEntity;

    private GrcDraft(final String type) {
      this.type = type;
    }

    public GrcDraft source(final String name) {
      source = name;
      return this;
    }

    public GrcDraft action(final String word) {
      action = word;
      return this;
    }

    /** Sets the JSON body. */
    public GrcDraft data(final String json) {
      data = json;
      return this;
    }

    /** Leaves the entity out: the event is then keyed by its id. */
    public GrcDraft withoutEntity() {
      isWithoutEntity = true;
      return this;
    }

    @Override
    GrcEvent record() {
      return GrcEvent.newBuilder()
          .setEventId(eventId)
          .setTenantId(tenant)
          .setEventType(type)
          .setSource(source)
          .setAction(action)
          .setData(data)
          .setEntityId(isWithoutEntity ? null : entity)
          .setEntityType(isWithoutEntity ? null : "risk")
          .setTimestamp(time)
          .setMetadata(new HashMap<>(metadata))
          .build();
    }

    @Override
    GrcDraft self() {
      return this;
    }
  }
}
