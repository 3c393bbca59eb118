package com.nexora.streams.catalogue;

import java.time.Duration;
import java.util.Set;

/**
 * The knobs of the topology's logic, apart from Kafka's own.
 *
 * @param entityPartitions partitions of every topic that feeds the state of an entity
 * @param tenantPartitions partitions of audit.events, and of the hop that gathers findings by
 *     tenant
 * @param grcPartitions partitions of grc.events
 * @param clockSkew how far an event time may lie ahead of its arrival
 * @param dedupLive how long ids of events that arrive within this time of happening are remembered,
 *     by arrival
 * @param dedupHistory how long ids of older (imported) events are remembered, by arrival
 * @param correlationHorizon how long an event waits for its partners, by arrival
 * @param findingRetention how long a finding stays queryable and can change, by arrival
 * @param grcRetention how long events of governance, risk and compliance stay queryable, by arrival
 * @param analyticsHorizon how far behind its arrival an agent event still changes its pane; older
 *     ones go to the side topic
 * @param paneRetention how long one-minute panes stay queryable, by arrival of their last event
 * @param correlationThreshold default correlation score from which several signals make a finding,
 *     1-100
 * @param highPriorityLimit default number of high and critical findings of a window above which an
 *     alarm is raised
 * @param auditedEventTypes types of agent and of governance events that enter the audit trail; a
 *     trailing {@code *} matches any ending
 * @param auditQueryRetention how long sealed entries stay queryable over HTTP, by arrival (the
 *     topic keeps them longer)
 * @param commitAtMostEvery shortest time between two commits that findings and alerts may ask for
 * @param analytics retention of figures, bounds, and what is unusual
 * @param retentionClasses how long entries of the trail may be kept, each with a log of its own
 * @param retries how records are tried again that failed for what is not their fault
 */
public record TopologySettings(
    int entityPartitions,
    int tenantPartitions,
    int grcPartitions,
    Duration clockSkew,
    Duration dedupLive,
    Duration dedupHistory,
    Duration correlationHorizon,
    Duration findingRetention,
    Duration grcRetention,
    Duration analyticsHorizon,
    Duration paneRetention,
    int correlationThreshold,
    int highPriorityLimit,
    Set<String> auditedEventTypes,
    Duration auditQueryRetention,
    Duration commitAtMostEvery,
    AnalyticsSettings analytics,
    RetentionClasses retentionClasses,
    RetrySettings retries) {

  /** Agent events but tool calls and figures; of governance what states or changes a posture. */
  private static final Set<String> AUDITED =
      Set.of(
          "agent.*",
          "task.*",
          "workflow.*",
          "anomaly.detected",
          "USER_ACTION",
          "POLICY_*",
          "INCIDENT_*",
          "COMPLIANCE_*",
          "CONTROL_*",
          "RISK_*",
          "ASSESSMENT_*",
          "GAP_ASSESSED",
          "REPORT_GENERATED",
          "DATA_ANOMALY");

  /** What the shipped configuration says, for one instance with the given partition counts. */
  public static TopologySettings defaults(final int entityPartitions, final int tenantPartitions) {
    return new TopologySettings(
        entityPartitions,
        tenantPartitions,
        tenantPartitions,
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        Duration.ofDays(7),
        Duration.ofHours(24),
        Duration.ofDays(30),
        Duration.ofDays(30),
        Duration.ofDays(7),
        Duration.ofDays(8),
        60,
        5,
        AUDITED,
        Duration.ofDays(90),
        Duration.ofMillis(20),
        AnalyticsSettings.defaults(),
        RetentionClasses.onlyDefault(),
        RetrySettings.defaults());
  }

  /** The same with these retention classes. */
  public TopologySettings keeping(final RetentionClasses classes) {
    return with(classes, retries);
  }

  /** The same with these retries. */
  public TopologySettings retrying(final RetrySettings settings) {
    return with(retentionClasses, settings);
  }

  private TopologySettings with(final RetentionClasses classes, final RetrySettings settings) {
    return new TopologySettings(
        entityPartitions,
        tenantPartitions,
        grcPartitions,
        clockSkew,
        dedupLive,
        dedupHistory,
        correlationHorizon,
        findingRetention,
        grcRetention,
        analyticsHorizon,
        paneRetention,
        correlationThreshold,
        highPriorityLimit,
        auditedEventTypes,
        auditQueryRetention,
        commitAtMostEvery,
        analytics,
        classes,
        settings);
  }
}
