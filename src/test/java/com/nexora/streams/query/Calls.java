package com.nexora.streams.query;

import static com.nexora.streams.testkit.Events.agentEvent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.testkit.Events;

/** Ended calls of tools, and ended tasks. */
final class Calls {

  private Calls() {}

  static Events.AgentDraft of(final String tool, final int ms, final boolean well) {
    final ObjectNode payload = payload().put("tool", tool).put("duration_ms", ms);
    payload.putObject("result").put("status", well ? "success" : "failure");
    return agentEvent("tool.completed").payload(payload.toString());
  }

  static Events.AgentDraft task(final String type, final int ms) {
    return agentEvent("task.completed")
        .payload(payload().put("task_type", type).put("duration_ms", ms).toString());
  }

  private static ObjectNode payload() {
    return JsonNodeFactory.instance.objectNode();
  }
}
