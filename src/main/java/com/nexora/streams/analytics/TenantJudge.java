package com.nexora.streams.analytics;

import com.nexora.streams.analytics.AlertDraft.State;
import com.nexora.streams.catalogue.AnomalySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells when agents of a tenant degrade together: one alert of the tenant for what would be fifty
 * of its agents. The alert of each agent stays; this one says that they are one matter.
 *
 * <p>A minute waits {@value #GATHER_MS} ms of arrival for the pulses of other partitions, since a
 * fifth of the agents of one partition is not a fifth of all. Opening, closing and repeating are as
 * with an agent: {@code openAt * degraded / limit} stands for the z-score.
 */
final class TenantJudge {

  /** Arrival time that partitions have for telling the same minute: three ticks. */
  static final long GATHER_MS = 15_000;

  /** Without any pulse for so long, nobody knows anything of the tenant's agents. */
  static final long UNKNOWN_AFTER_MS = 5 * PaneKey.MINUTE_MS;

  /** How long a tenant that does nothing is remembered. */
  static final long FORGET_AFTER_MS = 24 * 60 * PaneKey.MINUTE_MS;

  private final AnomalySettings settings;

  TenantJudge(final AnomalySettings settings) {
    this.settings = settings;
  }

  /** Whether nothing is worth keeping. */
  boolean isForgotten(final TenantHealth health, final long now) {
    return health.gathering.isEmpty()
        && health.incidents.isEmpty()
        && now - health.lastArrival > FORGET_AFTER_MS;
  }

  /**
   * Judges the minutes that have gathered long enough, in their order.
   *
   * @param now arrival time, epoch milliseconds
   */
  List<AlertDraft> judge(final TenantHealth health, final long now) {
    final List<AlertDraft> drafts = new ArrayList<>();
    while (!health.gathering.isEmpty()
        && health.gathering.firstEntry().getValue().since() + GATHER_MS <= now) {
      final Map.Entry<Long, TenantHealth.Gathering> minute = health.gathering.pollFirstEntry();
      health.judged = minute.getKey();
      judge(health, minute.getKey(), minute.getValue(), drafts);
    }
    if (health.gathering.isEmpty() && now - health.lastArrival >= UNKNOWN_AFTER_MS) {
      abandon(health, drafts);
    }
    return drafts;
  }

  private void abandon(final TenantHealth health, final List<AlertDraft> drafts) {
    final TenantHealth.Gathering nothing = new TenantHealth.Gathering(0);
    for (final Map.Entry<String, Incident> open : health.incidents.entrySet()) {
      final Figure figure = new Figure(open.getKey(), health.judged, nothing);
      drafts.add(figure.closed(open.getValue(), "no-values"));
    }
    health.incidents.clear();
  }

  private void judge(
      final TenantHealth health,
      final long start,
      final TenantHealth.Gathering minute,
      final List<AlertDraft> drafts) {
    final Set<String> metrics = new TreeSet<>(health.incidents.keySet());
    minute.metrics().forEach(metrics::add);
    for (final String metric : metrics) {
      final Figure figure = new Figure(metric, start, minute);
      final Incident incident = health.incidents.get(metric);
      if (incident != null) {
        lasting(health, incident, figure, drafts);
      } else if (figure.unusualness() >= settings.openAt()) {
        health.incidents.put(metric, Incident.opened(start, true, true, figure.unusualness()));
        drafts.add(figure.said(State.OPEN, start, Map.of()));
      }
    }
  }

  private void lasting(
      final TenantHealth health,
      final Incident incident,
      final Figure figure,
      final List<AlertDraft> drafts) {
    final boolean calm = figure.unusualness() < settings.closeAt();
    incident.calm = calm ? incident.calm + 1 : 0;
    incident.peak = Math.max(incident.peak, figure.unusualness());
    if (incident.calm >= settings.calmMinutes()) {
      health.incidents.remove(figure.metric);
      drafts.add(figure.closed(incident, "calm"));
    } else if (incident.mustSay(figure.minute)) {
      incident.said(figure.minute);
      drafts.add(figure.said(State.UPDATE, incident.openedAt, facts(incident, figure.minute)));
    }
  }

  private static Map<String, String> facts(final Incident incident, final long minute) {
    final Map<String, String> facts = new LinkedHashMap<>();
    facts.put("peakUnusualness", Judgement.plain(incident.peak));
    facts.put("lastedMinutes", Long.toString(incident.lasted(minute)));
    return facts;
  }

  /** How many agents are degraded in one metric and minute, and how many that may be. */
  private final class Figure {

    private final String metric;
    private final long minute;
    private final long active;
    private final long degraded;
    private final double limit;

    Figure(final String metric, final long minute, final TenantHealth.Gathering gathered) {
      this.metric = metric;
      this.minute = minute;
      this.active = gathered.active();
      this.degraded = gathered.degraded(metric);
      this.limit = Math.max(settings.tenantAgents(), settings.tenantShare() * active);
    }

    double unusualness() {
      return settings.openAt() * degraded / limit;
    }

    AlertDraft closed(final Incident incident, final String outcome) {
      final Map<String, String> facts = facts(incident, minute);
      facts.put("outcome", outcome);
      return said(State.CLOSE, incident.openedAt, facts);
    }

    AlertDraft said(final State state, final long openedAt, final Map<String, String> more) {
      final Map<String, String> facts = new LinkedHashMap<>();
      facts.put("statistic", "agents with an open alert");
      facts.put("degradedAgents", Long.toString(degraded));
      facts.put("activeAgents", Long.toString(active));
      facts.putAll(more);
      return new AlertDraft(
          metric,
          state,
          openedAt,
          minute + PaneKey.MINUTE_MS,
          degraded,
          0,
          Math.ceil(limit) - 1,
          unusualness(),
          "",
          facts);
    }
  }
}
