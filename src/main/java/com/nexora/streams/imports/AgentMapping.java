package com.nexora.streams.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.events.AgentEvent;
import com.nexora.streams.catalogue.AgentEntity;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.ingest.Admission;

/** Agent events as JSON: the fields of the Avro schema, the payload as an object or as text. */
public final class AgentMapping implements RecordMapping {

  private final Admission admission;

  public AgentMapping(final Admission admission) {
    this.admission = admission;
  }

  /** The topic that an agent event of this type belongs on. */
  public static String topicOf(final String eventType) {
    if (eventType.startsWith("task.")) {
      return Topics.TASK_EVENTS;
    }
    if (eventType.startsWith("workflow.")) {
      return Topics.WORKFLOW_EVENTS;
    }
    return eventType.startsWith("performance.") ? Topics.PERFORMANCE_EVENTS : Topics.AGENT_EVENTS;
  }

  @Override
  public Importable map(final JsonNode record, final long shiftMillis) throws RefusedException {
    final FieldReader fields = new FieldReader(record);
    final AgentEvent event =
        AgentEvent.newBuilder()
            .setEventId(fields.text("event_id"))
            .setEventType(fields.text("event_type"))
            .setAggregateType(fields.text("aggregate_type"))
            .setAggregateId(fields.text("aggregate_id"))
            .setTenantId(fields.text("tenant_id"))
            .setPayload(fields.json("payload", "{}"))
            .setSchemaVersion(fields.optional("schema_version", "1.0.0"))
            .setCompatibility(fields.optional("compatibility", "BACKWARD"))
            .setAgentId(fields.nullable("agent_id"))
            .setCorrelationId(fields.nullable("correlation_id"))
            .setCausationId(fields.nullable("causation_id"))
            .setTimestamp(fields.time("timestamp") + shiftMillis)
            .setMetadata(fields.metadata())
            .build();
    final var refusal = admission.refusal(event);
    if (refusal.isPresent()) {
      throw new RefusedException(refusal.get());
    }
    return new Importable(
        topicOf(event.getEventType()),
        AgentEntity.key(event),
        event.getTenantId(),
        event.getEventId(),
        event.getTimestamp(),
        event);
  }
}
