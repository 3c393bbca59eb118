package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.streams.catalogue.AgentEntity;
import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.tenants.EventView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Steps in the life of agents, tasks, tool calls and workflows (REQUIREMENTS A1, A2). */
final class AgentRules implements EventRules<AgentEvent> {

  private static final Set<String> TYPES =
      Set.of(
          "agent.created",
          "agent.started",
          "agent.stopped",
          "agent.failed",
          "task.created",
          "task.started",
          "task.completed",
          "task.failed",
          "tool.invoked",
          "tool.completed",
          "performance.metric",
          "anomaly.detected");

  /** The one family of types that is open: whatever a workflow engine reports. */
  private static final String WORKFLOW = "workflow.";

  private static final int MAX_AGGREGATE_TYPE = 64;

  @Override
  public @Nullable Refusal check(final AgentEvent event, final long arrival, final long skew) {
    final Checks checks =
        new Checks()
            .required("event_id", event.getEventId(), Checks.MAX_ID)
            .required("tenant_id", event.getTenantId(), Checks.MAX_TENANT)
            .required("aggregate_type", event.getAggregateType(), MAX_AGGREGATE_TYPE)
            .required("aggregate_id", event.getAggregateId(), Checks.MAX_ENTITY)
            .optional("agent_id", event.getAgentId(), Checks.MAX_ENTITY)
            .that(
                event.getAggregateType().indexOf(':') < 0,
                Reason.INVALID_FIELD,
                "field aggregate_type holds a ':', which separates it from the id in the entity's"
                    + " key: use a plain word such as agent, task, tool or workflow")
            .optional("correlation_id", event.getCorrelationId(), Checks.MAX_ID)
            .optional("causation_id", event.getCausationId(), Checks.MAX_ID)
            .time("timestamp", event.getTimestamp(), arrival, skew)
            .metadata(event.getMetadata());
    return isWorkflow(event.getEventType())
        ? checks.optional("event_type", event.getEventType(), Checks.MAX_ID).refusal()
        : checks
            .oneOf("event_type", event.getEventType(), TYPES, Reason.UNKNOWN_EVENT_TYPE)
            .refusal();
  }

  private static boolean isWorkflow(final String type) {
    return type.startsWith(WORKFLOW) && type.length() > WORKFLOW.length();
  }

  @Override
  public byte[] key(final AgentEvent event) {
    return AgentEntity.key(event);
  }

  @Override
  public String tenantId(final AgentEvent event) {
    return event.getTenantId();
  }

  @Override
  public String eventId(final AgentEvent event) {
    return event.getEventId();
  }

  @Override
  public void redact(final AgentEvent event, final Cleaner cleaner) {
    if (isWorkflow(event.getEventType())) {
      event.setEventType(cleaner.text(event.getEventType(), Body.TYPED));
    }
    redact(event, cleaner, Cleaner.untilTheTrail(event.getMetadata()));
  }

  @Override
  public void redactPersonal(final AgentEvent event, final Cleaner cleaner) {
    redact(event, cleaner, Body.FREE);
  }

  private static void redact(final AgentEvent event, final Cleaner cleaner, final Body body) {
    event.setPayload(cleaner.json(event.getPayload(), body));
    event.setMetadata(cleaner.metadata(event.getMetadata(), body));
  }

  @Override
  public void rename(final AgentEvent event, final Aliases aliases) {
    event.setPayload(aliases.json(event.getPayload()));
    event.setMetadata(aliases.texts(event.getMetadata()));
  }

  @Override
  public long eventTime(final AgentEvent event) {
    return event.getTimestamp();
  }

  /**
   * Measurements and tool calls trust the idempotent producer: one look into a store would cost
   * more than everything else that is done for them (docs/ARCHITECTURE.md, decision 14).
   */
  @Override
  public boolean isDeduplicated(final AgentEvent event) {
    final String type = event.getEventType();
    return !type.equals("performance.metric") && !type.startsWith("tool.");
  }

  @Override
  public EventView view(final AgentEvent event) {
    return new EventView(
        event.getTenantId(),
        event.getEventType(),
        event.getMetadata().getOrDefault(EventView.SOURCE, ""),
        "",
        event.getAggregateId(),
        event.getAggregateType(),
        "",
        event.getMetadata(),
        event.getPayload());
  }
}
