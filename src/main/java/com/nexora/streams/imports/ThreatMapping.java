package com.nexora.streams.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.Observable;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.ingest.Admission;
import java.util.ArrayList;
import java.util.List;

/** Threat events as JSON: the fields of the Avro schema, times as ISO-8601 or milliseconds. */
public final class ThreatMapping implements RecordMapping {

  private final Admission admission;

  public ThreatMapping(final Admission admission) {
    this.admission = admission;
  }

  @Override
  public Importable map(final JsonNode record, final long shiftMillis) throws RefusedException {
    final FieldReader fields = new FieldReader(record);
    final ThreatEvent event =
        ThreatEvent.newBuilder()
            .setEventId(fields.text("event_id"))
            .setTenantId(fields.text("tenant_id"))
            .setEntityId(fields.text("entity_id"))
            .setThreatId(fields.text("threat_id"))
            .setEventType(fields.text("event_type"))
            .setThreatScore(fields.number("threat_score"))
            .setConfidence(fields.node("confidence") == null ? 1.0 : fields.number("confidence"))
            .setSeverity(fields.optional("severity", ""))
            .setTactic(fields.optional("tactic", ""))
            .setTechnique(fields.optional("technique", ""))
            .setName(fields.optional("name", ""))
            .setSource(fields.optional("source", ""))
            .setObservables(observables(fields))
            .setTimestamp(fields.time("timestamp") + shiftMillis)
            .setOcsfEvent(fields.json("ocsf_event", ""))
            .setMetadata(fields.metadata())
            .build();
    final var refusal = admission.refusal(event);
    if (refusal.isPresent()) {
      throw new RefusedException(refusal.get());
    }
    return new Importable(
        Topics.THREAT_EVENTS,
        EntityKey.bytes(event.getTenantId(), event.getEntityId()),
        event.getTenantId(),
        event.getEventId(),
        event.getTimestamp(),
        event);
  }

  private static List<Observable> observables(final FieldReader fields) throws RefusedException {
    final List<Observable> observables = new ArrayList<>();
    final JsonNode list = fields.node("observables");
    if (list == null) {
      return observables;
    }
    if (!list.isArray()) {
      throw new RefusedException("field observables must be an array");
    }
    for (final JsonNode one : list) {
      final FieldReader observable = new FieldReader(one);
      observables.add(
          new Observable(
              observable.text("name"), observable.text("type"), observable.text("value")));
    }
    return observables;
  }
}
