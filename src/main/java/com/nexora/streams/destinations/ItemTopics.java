package com.nexora.streams.destinations;

import com.nexora.events.AgentEvent;
import com.nexora.events.AnalyticsAlert;
import com.nexora.events.ComplianceViolation;
import com.nexora.events.CorrelatedThreat;
import com.nexora.events.GrcEvent;
import com.nexora.events.HighPriorityAlert;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.Topics;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a destination may get.
 *
 * <p>Results of the product are sent whole. Topics of events hold what came in before the gate
 * looked at it, so of those only the names are sent (id, type, entity, time), or, if the tenant
 * asks for them, bodies that are redacted on the way.
 */
final class ItemTopics {

  /** Findings, alarms, alerts, violations. */
  static final Set<String> RESULTS =
      Set.of(
          Topics.THREAT_CORRELATED,
          Topics.THREAT_HIGH_PRIORITY,
          Topics.ANALYTICS_ALERTS,
          Topics.COMPLIANCE_VIOLATIONS);

  /** Where an agent's status comes from. */
  static final Set<String> STATUS = Set.of(Topics.AGENT_EVENTS, Topics.TASK_EVENTS);

  /** Record class of every topic that can be sent. */
  static final Map<String, Class<? extends SpecificRecord>> TYPES = types();

  static final Set<String> ALL = new TreeSet<>(TYPES.keySet());

  private ItemTopics() {}

  private static Map<String, Class<? extends SpecificRecord>> types() {
    final Map<String, Class<? extends SpecificRecord>> types = new TreeMap<>();
    types.put(Topics.THREAT_CORRELATED, CorrelatedThreat.class);
    types.put(Topics.THREAT_HIGH_PRIORITY, HighPriorityAlert.class);
    types.put(Topics.ANALYTICS_ALERTS, AnalyticsAlert.class);
    types.put(Topics.COMPLIANCE_VIOLATIONS, ComplianceViolation.class);
    types.put(Topics.NHI_EVENTS, NHIEvent.class);
    types.put(Topics.THREAT_EVENTS, ThreatEvent.class);
    types.put(Topics.REMEDIATION_EVENTS, RemediationEvent.class);
    types.put(Topics.AGENT_EVENTS, AgentEvent.class);
    types.put(Topics.TASK_EVENTS, AgentEvent.class);
    types.put(Topics.WORKFLOW_EVENTS, AgentEvent.class);
    types.put(Topics.GRC_EVENTS, GrcEvent.class);
    return Map.copyOf(types);
  }
}
