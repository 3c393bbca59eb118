package com.nexora.streams.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.nexora.events.AgentState;
import com.nexora.streams.agents.AgentStateReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of an agent or other identity as JSON. Times are ISO-8601 in UTC. */
record AgentView(
    String tenantId,
    String entityId,
    @Nullable String type,
    String status,
    @Nullable String statusAt,
    long eventCount,
    @Nullable String firstSeen,
    @Nullable String lastSeen,
    @Nullable String lastEventType,
    int riskScore,
    long openFindings,
    List<String> capabilities,
    Map<String, String> configuration,
    Tasks tasks,
    long failures,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Served served) {

  /** Tasks of an agent; running are those started that have neither completed nor failed. */
  record Tasks(long started, long running, long completed, long failed) {}

  /**
   * @param riskScore standing risk at the time of the answer, 0-100
   * @param served null in a list, which says it once
   */
  static AgentView of(final AgentState state, final int riskScore, final @Nullable Served served) {
    return new AgentView(
        state.getTenantId(),
        state.getEntityId(),
        nullIfEmpty(state.getAgentType()),
        state.getStatus(),
        Times.iso(state.getStatusAt()),
        state.getEventCount(),
        Times.iso(state.getFirstSeen()),
        Times.iso(state.getLastSeen()),
        nullIfEmpty(state.getLastEventType()),
        riskScore,
        state.getOpenFindings(),
        state.getCapabilities(),
        new TreeMap<>(state.getConfiguration()),
        new Tasks(
            state.getTasksStarted(),
            AgentStateReader.runningTasks(state),
            state.getTasksCompleted(),
            state.getTasksFailed()),
        state.getFailures(),
        served);
  }

  private static @Nullable String nullIfEmpty(final String text) {
    return text.isEmpty() ? null : text;
  }
}
