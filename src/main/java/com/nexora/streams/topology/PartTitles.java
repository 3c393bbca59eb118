package com.nexora.streams.topology;

import com.nexora.streams.catalogue.Topics;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names for people of the sub-topologies, which Kafka only numbers.
 *
 * <p>A part is known by a topic that it must read or write, so a title stays with its part when
 * numbers shift.
 */
public final class PartTitles {

  private static final Map<String, String> BY_INPUT = new LinkedHashMap<>();

  static {
    BY_INPUT.put(Topics.NHI_EVENTS, "entities");
    BY_INPUT.put(Topics.AUDIT_EVENTS, "audit-intake");
    BY_INPUT.put(Topics.GRC_EVENTS, "governance");
    BY_INPUT.put(Topics.LOGS_AUDIT, "logs");
    BY_INPUT.put(Topics.COSMOS_CHANGES, "documents");
    BY_INPUT.put(Topics.AUDIT_INBOX, "audit-sequencer");
    BY_INPUT.put(Topics.ANALYTICS_ALERTS, "alerts");
    BY_INPUT.put(Topics.COMPLIANCE_VIOLATIONS, "compliance-violations");
  }

  private PartTitles() {}

  /** Short name in kebab case, also the name of the part's page. */
  public static String title(final TopologyGraph.Part part) {
    for (final Map.Entry<String, String> entry : BY_INPUT.entrySet()) {
      if (part.reads().contains(entry.getKey())) {
        return entry.getValue();
      }
    }
    for (final String topic : part.reads()) {
      if (topic.startsWith(Topics.AUDIT_INBOX + '.')) {
        return "audit-sequencer-" + topic.substring(Topics.AUDIT_INBOX.length() + 1);
      }
    }
    if (part.writes().contains(Topics.THREAT_HIGH_PRIORITY)) {
      return "threat-summaries";
    }
    return part.writes().contains(Topics.ANALYTICS_ALERTS) ? "tenant-health" : "part-" + part.id();
  }
}
