package com.nexora.streams.audit;

import com.nexora.events.AgentEvent;
import com.nexora.events.AnalyticsAlert;
import com.nexora.events.AuditEvent;
import com.nexora.events.FindingChange;
import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.StoreCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Gathers everything auditable in one inbox, whose order is the order that will be sealed.
 *
 * <p>Keeps no state: what comes twice goes to the inbox twice under one id, and the sequencer drops
 * the repeat. Nothing reads the inbox but the sequencer, so what the product records about its own
 * findings never feeds a detection again. Several sinks, because one would weld the sub-topology of
 * the entities to those of the tenants and the audit input, which have another partition count.
 */
public final class AuditIntakeTopology {

  private static final StoreCodec<AuditEvent> CODEC = new StoreCodec<>(AuditEvent.getClassSchema());

  private final AuditDrafts drafts;
  private final GrcDrafts grcDrafts;
  private final int tenantPartitions;
  private final AvroSerdes serdes;
  private final List<Step> steps;
  private final List<RetentionClass> classes;

  /** An intake whose drafts enter the inbox as they are. */
  public AuditIntakeTopology(final TopologySettings settings, final AvroSerdes serdes) {
    this(settings, serdes, List.of());
  }

  /**
   * @param steps what is done to every draft before it enters the inbox, in this order
   */
  public AuditIntakeTopology(
      final TopologySettings settings, final AvroSerdes serdes, final List<Step> steps) {
    this.drafts = new AuditDrafts(settings.auditedEventTypes());
    this.grcDrafts = new GrcDrafts(settings.auditedEventTypes());
    this.tenantPartitions = settings.tenantPartitions();
    this.serdes = serdes;
    this.steps = List.copyOf(steps);
    this.classes = settings.retentionClasses().all();
  }

  /**
   * Something that is done to drafts, e.g. judging or encrypting them. A draft is nobody else's: a
   * step may change it in place.
   */
  @FunctionalInterface
  public interface Step {

    /**
     * Attaches the step to one stream of drafts.
     *
     * @param name tells this stream's processors from those of others: acts, entities or tenants
     */
    KStream<byte[], AuditEvent> addTo(KStream<byte[], AuditEvent> drafts, String name);
  }

  /**
   * Attaches the room: writes {@code audit.inbox} and the inboxes of the other retention classes,
   * keyed by the tenant's UTF-8 bytes.
   *
   * @param builder only there so that every room's door looks alike
   * @param audits acts from {@code audit.events}, gated
   * @param adminActs what was done to the product itself, from {@code audit.acts}, gated
   * @param grc events of governance, risk and compliance, gated; the settings say which are audited
   * @param logs acts that audit and security logs tell of, gated
   * @param agents agent, task, tool and workflow events, gated; the settings say which are audited
   * @param changes steps in the life of findings
   * @param alerts steps of alerts of agents
   * @param tenantAlerts steps of alerts of tenants
   */
  public void addTo(
      final StreamsBuilder builder,
      final KStream<byte[], AuditEvent> audits,
      final KStream<byte[], AuditEvent> adminActs,
      final KStream<byte[], GrcEvent> grc,
      final KStream<byte[], AuditEvent> logs,
      final KStream<byte[], AgentEvent> agents,
      final KStream<byte[], FindingChange> changes,
      final KStream<byte[], AnalyticsAlert> alerts,
      final KStream<byte[], AnalyticsAlert> tenantAlerts) {
    final KStream<byte[], AuditEvent> acts =
        audits.process(
            () -> new DraftProcessor<AuditEvent>(drafts::of), Named.as("draft-audit-of-acts"));
    final KStream<byte[], AuditEvent> administration =
        adminActs.process(
            () -> new DraftProcessor<AuditEvent>(drafts::ofAdminAct),
            Named.as("draft-audit-of-admin-acts"));
    final KStream<byte[], AuditEvent> lifecycles =
        agents.process(
            () -> new DraftProcessor<AgentEvent>(drafts::of), Named.as("draft-audit-of-agents"));
    final KStream<byte[], AuditEvent> findings =
        changes.process(
            () -> new DraftProcessor<FindingChange>(drafts::of),
            Named.as("draft-audit-of-findings"));

    final KStream<byte[], AuditEvent> anomalies =
        alerts.process(
            () -> new DraftProcessor<AnalyticsAlert>(drafts::of),
            Named.as("draft-audit-of-alerts"));
    final KStream<byte[], AuditEvent> tenantAnomalies =
        tenantAlerts.process(
            () -> new DraftProcessor<AnalyticsAlert>(drafts::of),
            Named.as("draft-audit-of-tenant-alerts"));

    final KStream<byte[], AuditEvent> governance =
        toTenants(
            grc.process(
                () -> new DraftProcessor<GrcEvent>(grcDrafts::of), Named.as("draft-audit-of-grc")),
            "audit-drafts-of-grc");
    final KStream<byte[], AuditEvent> logged =
        toTenants(
            logs.process(
                () -> new DraftProcessor<AuditEvent>(drafts::ofLog),
                Named.as("draft-audit-of-logs")),
            "audit-drafts-of-logs");

    write(
        // Most acts come from producers: those pass only the last of these steps.
        governance
            .merge(logged, Named.as("merge-log-acts"))
            .merge(administration, Named.as("merge-admin-acts"))
            .merge(acts, Named.as("merge-acts")),
        "acts");
    write(
        anomalies
            .merge(findings, Named.as("merge-audit-drafts"))
            .merge(lifecycles, Named.as("merge-audit-drafts-of-agents")),
        "entities");
    write(tenantAnomalies, "tenants");
  }

  /**
   * To the tasks of the audit input, which know the keys of data subjects. The hop is our own
   * business: it needs no subject in the registry.
   */
  private KStream<byte[], AuditEvent> toTenants(
      final KStream<byte[], AuditEvent> drafts, final String name) {
    return drafts.repartition(
        Repartitioned.<byte[], AuditEvent>as(name)
            .withKeySerde(Serdes.ByteArray())
            .withValueSerde(
                Serdes.serdeFrom(
                    (topic, draft) -> CODEC.encode(draft), (topic, bytes) -> CODEC.decode(bytes)))
            .withNumberOfPartitions(tenantPartitions));
  }

  private void write(final KStream<byte[], AuditEvent> drafts, final String name) {
    KStream<byte[], AuditEvent> stepped = drafts;
    for (final Step step : steps) {
      stepped = step.addTo(stepped, name);
    }
    for (final RetentionClass retention : classes) {
      route(stepped, retention, name)
          .to(retention.inbox(), inbox(retention.own("write-audit-inbox-of-" + name)));
    }
  }

  /** The drafts of one class; whatever names none of them belongs to the default. */
  private KStream<byte[], AuditEvent> route(
      final KStream<byte[], AuditEvent> drafts, final RetentionClass retention, final String name) {
    if (classes.size() == 1) {
      return drafts;
    }
    final Set<String> others = new HashSet<>();
    classes.stream().filter(c -> !c.isDefault()).forEach(c -> others.add(c.name()));
    return drafts.filter(
        (key, draft) ->
            retention.isDefault()
                ? !others.contains(draft.getRetentionClass())
                : retention.name().equals(draft.getRetentionClass()),
        Named.as(retention.own("select-kept-acts-of-" + name)));
  }

  private Produced<byte[], AuditEvent> inbox(final String name) {
    return Produced.with(Serdes.ByteArray(), serdes.value(AuditEvent.class)).withName(name);
  }
}
