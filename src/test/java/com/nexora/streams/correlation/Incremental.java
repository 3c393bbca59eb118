package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.FindingChange;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.ocsf.OcsfSignals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * The product's rule, one event after the other, over {@link MemoryEntity}: last value per finding.
 */
final class Incremental {

  final Map<String, CorrelatedThreat> findings = new TreeMap<>();
  final List<FindingChange> changes = new ArrayList<>();
  private final Map<EntityKey, MemoryEntity> entities = new HashMap<>();
  private final EntityRules rules;
  private long arrival;

  Incremental(final EntityRules rules) {
    this.rules = rules;
  }

  static Incremental of(final EntityRules rules, final List<? extends SpecificRecord> events) {
    final Incremental run = new Incremental(rules);
    events.forEach(run::accept);
    return run;
  }

  void accept(final SpecificRecord event) {
    arrival++;
    if (event instanceof NHIEvent nhi) {
      final MemoryEntity entity = entity(nhi.getTenantId(), nhi.getEntityId());
      final Activity activity = EntityEvents.activity(nhi, OcsfSignals.read(nhi.getOcsfEvent()));
      final Correlator rule = rule(nhi.getTenantId(), nhi.getEntityId());
      write(entity, rule, rule.activity(activity));
      entity.add(activity);
    } else if (event instanceof ThreatEvent threat) {
      final MemoryEntity entity = entity(threat.getTenantId(), threat.getEntityId());
      final Sighting sighting = EntityEvents.sighting(threat);
      final Correlator rule = rule(threat.getTenantId(), threat.getEntityId());
      write(entity, rule, rule.threat(sighting));
      entity.add(sighting);
    } else if (event instanceof RemediationEvent step) {
      final MemoryEntity entity = entity(step.getTenantId(), step.getEntityId());
      final Correlator rule = rule(step.getTenantId(), step.getEntityId());
      final Remedy remedy = EntityEvents.remedy(step);
      write(entity, rule, rule.remediation(EntityEvents.target(step), remedy));
      entity.add(EntityEvents.target(step), remedy);
    }
  }

  private void write(
      final MemoryEntity entity, final Correlator rule, final Collection<Revision> revisions) {
    for (final Revision revision : revisions) {
      revision.close(rules, arrival);
      if (revision.hasChanged()) {
        if (revision.opens()) {
          rule.tellEarlierSteps(revision);
        }
        entity.put(revision.state().id(), revision.encoded());
        if (revision.state().isKept()) {
          changes.addAll(revision.changes());
          findings.put(revision.state().id().hex(), FindingRecords.of(revision.state()));
        }
      }
    }
  }

  private Correlator rule(final String tenantId, final String entityId) {
    final MemoryEntity entity = entity(tenantId, entityId);
    return new Correlator(tenantId, entityId, entity, entity);
  }

  private MemoryEntity entity(final String tenantId, final String entityId) {
    return entities.computeIfAbsent(new EntityKey(tenantId, entityId), key -> new MemoryEntity());
  }
}
