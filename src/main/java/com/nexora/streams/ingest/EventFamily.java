package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.Topics;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * A stream of one record type, read from one or more topics.
 *
 * @param name short name, part of processor, topic and metric names: never rename
 * @param topics where its events come from
 * @param type the generated record
 * @param rules what the gate checks
 * @param <T> the generated record
 */
record EventFamily<T extends SpecificRecord>(
    String name, List<String> topics, Class<T> type, EventRules<T> rules) {

  static final EventFamily<NHIEvent> NHI =
      new EventFamily<>("nhi", List.of(Topics.NHI_EVENTS), NHIEvent.class, new NhiRules());

  static final EventFamily<ThreatEvent> THREAT =
      new EventFamily<>(
          "threat", List.of(Topics.THREAT_EVENTS), ThreatEvent.class, new ThreatRules());

  static final EventFamily<RemediationEvent> REMEDIATION =
      new EventFamily<>(
          "remediation",
          List.of(Topics.REMEDIATION_EVENTS),
          RemediationEvent.class,
          new RemediationRules());

  static final EventFamily<AgentEvent> AGENT =
      new EventFamily<>(
          "agent",
          List.of(
              Topics.AGENT_EVENTS,
              Topics.TASK_EVENTS,
              Topics.WORKFLOW_EVENTS,
              Topics.PERFORMANCE_EVENTS),
          AgentEvent.class,
          new AgentRules());

  static final EventFamily<AuditEvent> AUDIT =
      new EventFamily<>(
          "audit",
          List.of(Topics.AUDIT_EVENTS),
          AuditEvent.class,
          new AuditRules(TenantSay.ENABLED));

  static final EventFamily<GrcEvent> GRC =
      new EventFamily<>("grc", List.of(Topics.GRC_EVENTS), GrcEvent.class, new GrcRules());

  static final EventFamily<AuditEvent> ADMIN_ACT =
      new EventFamily<>(
          "admin-act",
          List.of(Topics.AUDIT_ACTS),
          AuditEvent.class,
          new AuditRules(TenantSay.NOTHING));
}
