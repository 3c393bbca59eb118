package com.nexora.streams.topology;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.agents.AgentTopology;
import com.nexora.streams.analytics.AlertTopology;
import com.nexora.streams.analytics.AnalyticsTopology;
import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.analytics.TenantPulseTopology;
import com.nexora.streams.audit.AuditIntakeTopology;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.RedactActsTopology;
import com.nexora.streams.audit.SequencerTopology;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.compliance.ComplianceTopology;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.correlation.Correlated;
import com.nexora.streams.correlation.CorrelationTopology;
import com.nexora.streams.correlation.ThreatSummaryTopology;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.grc.GrcTopology;
import com.nexora.streams.ingest.GateTopology;
import com.nexora.streams.ingest.Gated;
import com.nexora.streams.privacy.Intake;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.PrivacySettings;
import com.nexora.streams.privacy.PrivacyTopology;
import com.nexora.streams.schema.AvroSerdes;
import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.KStream;

/**
 * The table of contents: the whole product as one graph.
 *
 * <p>What belongs to an entity is one sub-topology, from the gate to the findings: no hop lies
 * between an event and what it changes, and its state is committed in one transaction with its
 * results. Only what must be gathered by tenant, the summaries and the audit trail, crosses a
 * topic.
 */
public final class NexoraTopology {

  private final TopologySettings settings;
  private final AvroSerdes serdes;
  private final HmacKeys auditKeys;
  private final MetricPaths metricPaths;
  private final RulesSource rules;
  private final SealGuard guard;
  private final PrivacyTopology privacy;

  /**
   * The product with the default places of measurements in a payload, and privacy keys that nobody
   * has: what it encrypts cannot be read again.
   */
  public NexoraTopology(
      final TopologySettings settings, final AvroSerdes serdes, final HmacKeys auditKeys) {
    this(
        settings,
        serdes,
        auditKeys,
        MetricPaths.defaults(),
        RulesSource.shipped(),
        SealGuard.open(),
        new PrivacyTopology(PrivacyKeys.random(), PrivacySettings.defaults()));
  }

  /**
   * The product with these places of measurements in a payload, these rules and these keys; the
   * guard is asked before anything is sealed.
   */
  public NexoraTopology(
      final TopologySettings settings,
      final AvroSerdes serdes,
      final HmacKeys auditKeys,
      final MetricPaths metricPaths,
      final RulesSource rules,
      final SealGuard guard,
      final PrivacyTopology privacy) {
    this.settings = settings;
    this.serdes = serdes;
    this.auditKeys = auditKeys;
    this.metricPaths = metricPaths;
    this.rules = rules;
    this.guard = guard;
    this.privacy = privacy;
  }

  /**
   * The graph.
   *
   * @param config carries {@code ensure.explicit.internal.resource.naming}, which a {@link
   *     StreamsBuilder} without it ignores
   */
  public Topology build(final TopologyConfig config) {
    final StreamsBuilder builder = new StreamsBuilder(config);

    // Settings of every tenant, on every instance.
    TenantConfigs.addTo(builder, serdes);

    // The gate: decoded, valid, in place, once.
    final ReplayProof replays = new ReplayProof(auditKeys.derived(ReplayProof.PURPOSE));
    final Gated gated =
        new GateTopology(settings, serdes, privacy.redactor(), replays, privacy.seal())
            .addTo(builder);

    // Entities: what they are, how they perform, what threatens them.
    final Correlated correlated =
        new CorrelationTopology(settings, serdes)
            .addTo(builder, gated.nhi(), gated.threats(), gated.remediations());
    new AgentTopology(settings).addTo(builder, gated.nhi(), gated.agents(), correlated.changes());
    final AnalyticsTopology.Analyzed analyzed =
        new AnalyticsTopology(settings, serdes, metricPaths).addTo(builder, gated.agents());

    // Tenants: quarters of an hour that turn bad, agents that degrade together.
    new ThreatSummaryTopology(settings, serdes).addTo(builder, correlated.changes());
    final KStream<byte[], AnalyticsAlert> tenantAlerts =
        new TenantPulseTopology(settings, serdes).addTo(builder, analyzed.pulses());

    // Governance, risk and compliance, kept for queries.
    new GrcTopology(settings).addTo(builder, gated.grc());

    // Alerts, kept for queries.
    new AlertTopology(serdes).addTo(builder);

    // The trail: acts judged, protected, redacted, in sealing order, then sealed.
    final ComplianceTopology compliance = new ComplianceTopology(rules, serdes, settings);
    compliance.addTo(builder);
    new AuditIntakeTopology(
            settings,
            serdes,
            List.of(
                compliance::judge,
                (drafts, name) ->
                    Intake.find(name)
                        .map(intake -> privacy.protect(builder, intake, drafts))
                        .orElse(drafts),
                new RedactActsTopology(privacy.redactor(), settings, serdes)::addTo))
        .addTo(
            builder,
            gated.audits(),
            gated.adminActs(),
            gated.grcForTrail(),
            gated.logs(),
            gated.agentsForTrail(),
            correlated.changes(),
            analyzed.alerts(),
            tenantAlerts);
    // What the gate and the sequencers refused, one sequencer per retention class.
    final DeadLetterTopology deadLetters = new DeadLetterTopology(serdes, privacy.redactor());
    deadLetters.addTo("entities", gated.refused());
    deadLetters.addTo("audit", gated.refusedAudits());
    deadLetters.addTo("grc", gated.refusedGrc());
    deadLetters.addTo("logs", gated.refusedLogs());
    deadLetters.addTo("documents", gated.refusedDocuments());
    for (final RetentionClass retention : settings.retentionClasses().all()) {
      deadLetters.addTo(
          retention.own("audit-inbox"),
          new SequencerTopology(settings, serdes, auditKeys, guard, retention).addTo(builder));
    }

    return builder.build();
  }
}
