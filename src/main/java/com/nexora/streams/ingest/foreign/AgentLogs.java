package com.nexora.streams.ingest.foreign;

import com.nexora.events.AgentEvent;
import com.nexora.streams.ingest.Checks;
import com.nexora.streams.ingest.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Application logs as events of agents (REQUIREMENTS L2): an execution is a task of its agent, what
 * else an agent logs is a step of a workflow. The context says which agent it is.
 */
final class AgentLogs {

  private static final int MAX_NAME = 256;

  /** What our own appender cuts its messages to, in bytes of any script. */
  private static final int MAX_MESSAGE = 128 * 1024;

  /** Longest message that travels with an event, in characters. */
  private static final int KEPT_MESSAGE = 1_024;

  private static final Set<String> LEVELS = Set.of("DEBUG", "INFO", "WARN", "ERROR");
  private static final String[] AGENT = {"agent_id", "agentId", "agent_name", "agentName", "agent"};
  private static final String[] EXECUTION = {
    "execution_id", "executionId", "task_id", "taskId", "run_id", "runId"
  };

  /** What the codes about agents are as events; other codes concern no agent's state. */
  private static final Map<String, String> EVENT_OF =
      Map.of(
          "AGENT_EXECUTION_STARTED", "task.started",
          "AGENT_EXECUTION_COMPLETED", "task.completed",
          "AGENT_EXECUTION_FAILED", "task.failed",
          "AGENT_ROUTED", "workflow.agent_routed",
          "QUALITY_GATE_PASSED", "workflow.quality_gate_passed",
          "QUALITY_GATE_FAILED", "workflow.quality_gate_failed",
          "PROVIDER_SELECTED", "workflow.provider_selected");

  private final Redaction redaction;

  AgentLogs(final Redaction redaction) {
    this.redaction = redaction;
  }

  /** The agent's event; null if the log concerns no agent, or its fields say what is wrong. */
  @Nullable AgentEvent of(final LogEnvelope envelope, final FieldChecks fields) {
    final String service = fields.text("payload.service_name", MAX_NAME);
    final String instance = fields.text("payload.instance_id", MAX_NAME);
    final String level = fields.text("payload.level", MAX_NAME);
    final String logger = fields.text("payload.logger", 2 * MAX_NAME);
    final String message = fields.anyText("payload.message", MAX_MESSAGE);
    final String code = fields.optional("payload.code", Checks.MAX_ID);
    final String context = fields.object("payload.context");
    fields.checks().oneOf("payload.level", level, LEVELS, Reason.INVALID_FIELD);
    final String type = code == null ? null : EVENT_OF.get(code);
    if (fields.refusal() != null || code == null || type == null) {
      return null;
    }
    final JsonFields said = read(context, fields);
    final String agent = said == null ? null : said.first(AGENT);
    if (said == null || agent == null) {
      return null;
    }
    final String execution = said.first(EXECUTION);
    final Map<String, String> metadata = new TreeMap<>();
    metadata.put("log_code", code);
    metadata.put("log_level", level);
    metadata.put("log_message", cut(redaction.text(envelope.tenantId(), message)));
    metadata.put("logger", logger);
    metadata.put("service_name", service);
    metadata.put("instance_id", instance);
    final List<String> frameworks = Frameworks.of(said);
    if (!frameworks.isEmpty()) {
      metadata.put("frameworks", String.join(",", frameworks));
    }
    metadata.put("source", envelope.source());
    metadata.put("namespace", envelope.namespace());
    return AgentEvent.newBuilder()
        .setEventId(envelope.eventId())
        .setEventType(type)
        .setAggregateType(type.startsWith("task.") ? "task" : "workflow")
        .setAggregateId(
            execution != null
                ? execution
                : envelope.correlationId() != null ? envelope.correlationId() : envelope.eventId())
        .setAgentId(agent)
        .setTenantId(envelope.tenantId())
        .setPayload(redaction.json(envelope.tenantId(), context))
        .setCorrelationId(envelope.correlationId())
        .setCausationId(envelope.causationId())
        .setTimestamp(envelope.time())
        .setMetadata(metadata)
        .build();
  }

  private static @Nullable JsonFields read(final String context, final FieldChecks fields) {
    try {
      return JsonFields.read(context);
    } catch (final IOException e) {
      fields
          .checks()
          .that(false, Reason.INVALID_FIELD, "field payload.context has too many fields");
      return null;
    }
  }

  private static String cut(final String message) {
    return message.length() <= KEPT_MESSAGE ? message : message.substring(0, KEPT_MESSAGE) + "...";
  }
}
