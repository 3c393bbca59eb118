package com.nexora.streams.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.events.AgentEvent;
import com.nexora.streams.catalogue.AgentEntity;
import com.nexora.streams.imports.AgentMapping;
import com.nexora.streams.imports.Importable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** AI agents at work: tasks that call tools, measurements, now and then a failure. */
final class ScenarioAgents {

  private static final List<String> ROLES =
      List.of("triage", "invoice", "search", "deploy", "support", "forecast", "review", "export");
  private static final List<String> TASK_TYPES = List.of("classify", "summarise", "plan", "answer");
  private static final List<String> TOOLS = List.of("search", "database", "browser", "ledger");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Draw draw;
  private final EventIds ids;
  private final Timeline timeline;
  private final List<Agent> agents = new ArrayList<>();
  private final Map<Agent, Trouble> troubles = new HashMap<>();
  private long tasks;

  /** One agent: how long its tasks take and how often they fail. */
  private record Agent(
      String tenant, String id, String role, double median, double sigma, double failing) {}

  /**
   * What is wrong with an agent for a while.
   *
   * @param until when it is over, epoch milliseconds
   * @param slowness factor of how long its tasks take
   * @param failing how often they fail at least, 0-1
   * @param silent whether nothing new is heard of it
   */
  record Trouble(long until, double slowness, double failing, boolean silent) {

    private static final Trouble NONE = new Trouble(Long.MAX_VALUE, 1, 0, false);
  }

  ScenarioAgents(
      final Draw draw,
      final EventIds ids,
      final Timeline timeline,
      final List<String> tenants,
      final int perTenant) {
    this.draw = draw;
    this.ids = ids;
    this.timeline = timeline;
    for (final String tenant : tenants) {
      for (int i = 0; i < perTenant; i++) {
        final String role = ROLES.get(i % ROLES.size());
        agents.add(
            new Agent(
                tenant,
                "%s-agent-%d".formatted(role, i + 1),
                role,
                draw.between(0.15, 1.8),
                draw.between(0.3, 0.7),
                draw.between(0.01, 0.08)));
      }
    }
  }

  /** How many there are. */
  int count() {
    return agents.size();
  }

  /** Something goes wrong with one agent. */
  void trouble(final int agent, final Trouble trouble) {
    troubles.put(agents.get(agent), trouble);
  }

  /** Something goes wrong with all agents of the tenant of this one. */
  void troubleTenantOf(final int agent, final Trouble trouble) {
    final String tenant = agents.get(agent).tenant();
    agents.stream()
        .filter(one -> one.tenant().equals(tenant))
        .forEach(one -> troubles.put(one, trouble));
  }

  private Trouble troubleOf(final Agent agent, final long at) {
    final Trouble trouble = troubles.getOrDefault(agent, Trouble.NONE);
    return at < trouble.until() ? trouble : Trouble.NONE;
  }

  /** Some agent that is not silent now; null if the first drawn one is. */
  private @Nullable Agent anyone(final long at) {
    final Agent agent = draw.oneOf(agents);
    return troubleOf(agent, at).silent() ? null : agent;
  }

  /** Every agent is created and started. */
  void appear(final long at) {
    for (final Agent agent : agents) {
      final ObjectNode payload = JSON.objectNode().put("agent_type", agent.role());
      payload.putArray("capabilities").add(agent.role()).add("report");
      payload.putObject("configuration").put("model", "small").put("max_tasks", 4);
      plan(at, agent, "agent.created", "agent", agent.id(), payload, null);
      plan(at + 1, agent, "agent.started", "agent", agent.id(), JSON.objectNode(), null);
    }
  }

  /** One agent takes a task: start, tool calls, end. */
  void task(final long at) {
    final Agent agent = anyone(at);
    if (agent == null) {
      return;
    }
    final Trouble trouble = troubleOf(agent, at);
    final String task = "task-" + ++tasks;
    final String type = draw.oneOf(TASK_TYPES);
    final double seconds =
        Math.min(60, trouble.slowness() * draw.logNormal(agent.median(), agent.sigma()));
    final long end = at + Math.max(1, Math.round(seconds * 1_000));
    final String interaction = "run-" + task;
    plan(
        at,
        agent,
        "task.started",
        "task",
        task,
        JSON.objectNode().put("task_type", type),
        interaction);
    final int calls = draw.below(3);
    for (int i = 0; i < calls; i++) {
      final long from = at + (end - at) * (i + 1) / (calls + 2);
      final long until = at + (end - at) * (i + 2) / (calls + 2);
      tool(agent, task + "-tool-" + (i + 1), from, until, interaction);
    }
    final boolean failed = draw.chance(Math.max(agent.failing(), trouble.failing()));
    final ObjectNode payload =
        JSON.objectNode().put("task_type", type).put("execution_time", (end - at) / 1_000.0);
    payload.putObject("result").put("status", failed ? "failure" : "success");
    if (failed) {
      payload.put("error", "upstream timeout");
    } else {
      payload.putObject("metrics").put("tokens", 100 + draw.below(3_000));
    }
    plan(end, agent, failed ? "task.failed" : "task.completed", "task", task, payload, interaction);
  }

  private void tool(
      final Agent agent,
      final String call,
      final long from,
      final long until,
      final String interaction) {
    final String tool = draw.oneOf(TOOLS);
    plan(
        from,
        agent,
        "tool.invoked",
        "tool",
        call,
        JSON.objectNode().put("tool", tool),
        interaction);
    final ObjectNode payload = JSON.objectNode().put("tool", tool).put("duration_ms", until - from);
    payload.putObject("result").put("status", "success");
    plan(until, agent, "tool.completed", "tool", call, payload, interaction);
  }

  /** One agent's measurements. */
  void measurement(final long at) {
    final Agent agent = anyone(at);
    if (agent == null) {
      return;
    }
    final ObjectNode payload = JSON.objectNode();
    final int tokens = 500 + draw.below(4_000);
    payload
        .putObject("metrics")
        .put("tokens", tokens)
        .put("cost", Math.round(tokens * 0.3) / 100_000.0)
        .put("cpu_percent", Math.round(draw.between(2, 85) * 10) / 10.0)
        .put("memory_mb", 200 + draw.below(1_200))
        .put("queue_depth", draw.below(12));
    plan(at, agent, "performance.metric", "agent", agent.id(), payload, null);
  }

  /** A workflow over several agents begins and ends. */
  void workflow(final long at) {
    final Agent agent = anyone(at);
    if (agent == null) {
      return;
    }
    final String workflow = "workflow-" + ++tasks;
    plan(at, agent, "workflow.started", "workflow", workflow, JSON.objectNode(), workflow);
    plan(
        at + 500 + draw.below(4_000),
        agent,
        "workflow.completed",
        "workflow",
        workflow,
        JSON.objectNode().put("steps", 2 + draw.below(5)),
        workflow);
  }

  /** One agent fails and comes back. */
  void failure(final long at) {
    final Agent agent = anyone(at);
    if (agent == null) {
      return;
    }
    final ObjectNode payload = JSON.objectNode().put("error", "lost its model endpoint");
    plan(at, agent, "agent.failed", "agent", agent.id(), payload, null);
    plan(at + 4_000, agent, "agent.started", "agent", agent.id(), JSON.objectNode(), null);
  }

  private void plan(
      final long at,
      final Agent agent,
      final String type,
      final String aggregateType,
      final String aggregateId,
      final ObjectNode payload,
      final @Nullable String interaction) {
    final AgentEvent event =
        AgentEvent.newBuilder()
            .setEventId(ids.next())
            .setEventType(type)
            .setAggregateType(aggregateType)
            .setAggregateId(aggregateId)
            .setTenantId(agent.tenant())
            .setAgentId(agent.id())
            .setCorrelationId(interaction)
            .setPayload(payload.toString())
            .setTimestamp(at)
            .setMetadata(Map.of("source", "scenario"))
            .build();
    timeline.plan(
        at,
        time ->
            new Importable(
                AgentMapping.topicOf(type),
                AgentEntity.key(event),
                agent.tenant(),
                event.getEventId(),
                time,
                event));
  }
}
