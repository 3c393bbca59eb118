package com.nexora.streams.agents;

import com.nexora.events.AgentEvent;
import com.nexora.events.AgentState;
import com.nexora.events.FindingChange;
import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.EntityKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How events become the state of an agent.
 *
 * <p>Events arrive late, out of order and in other orders after a replay, and must end in the same
 * state: counters only add up, and every other field belongs to the newest event that sets it, by
 * event time and then event id. The functions change the given state; the caller owns it.
 */
final class AgentFold {

  /** What the status becomes; other types leave it as it is. */
  private static final Map<String, String> STATUS_AFTER =
      Map.of(
          "agent.created", "created",
          "agent.started", "running",
          "task.started", "running",
          "task.completed", "idle",
          "task.failed", "idle",
          "agent.failed", "failed",
          "agent.stopped", "stopped");

  private AgentFold() {}

  /** The state of an entity of which nothing is known. */
  static AgentState empty(final EntityKey entity) {
    return AgentState.newBuilder()
        .setTenantId(entity.tenantId())
        .setEntityId(entity.entityId())
        .setEventCount(0)
        .setStatus("unknown")
        .setStatusAt(0)
        .setStatusBy("")
        .setAgentType("")
        .setAgentTypeAt(0)
        .setAgentTypeBy("")
        .setCapabilities(List.of())
        .setCapabilitiesAt(0)
        .setCapabilitiesBy("")
        .setConfiguration(Map.of())
        .setConfigurationAt(0)
        .setConfigurationBy("")
        .setTasksStarted(0)
        .setTasksCompleted(0)
        .setTasksFailed(0)
        .setFailures(0)
        .setFirstSeen(0)
        .setLastSeen(0)
        .setOpenFindings(0)
        .build();
  }

  /**
   * Folds in an agent event.
   *
   * @return false if its payload should describe the agent but cannot be read
   */
  static boolean agentEvent(final AgentState state, final AgentEvent event) {
    seen(state, event.getTimestamp(), event.getEventId(), event.getEventType());
    count(state, event.getEventType());
    final long at = event.getTimestamp();
    final String by = event.getEventId();
    final String status = STATUS_AFTER.get(event.getEventType());
    if (status != null && newer(at, by, state.getStatusAt(), state.getStatusBy())) {
      state.setStatus(status);
      state.setStatusAt(at);
      state.setStatusBy(by);
    }
    if (!event.getEventType().startsWith("agent.")) {
      return true;
    }
    final AgentProfile profile = AgentProfile.read(event.getPayload());
    if (profile == null) {
      return false;
    }
    describe(state, at, by, profile);
    return true;
  }

  /** Folds in an NHI event: it shows that the entity lives, not what it does. */
  static boolean nhiEvent(final AgentState state, final NHIEvent event) {
    seen(state, event.getTimestamp(), event.getEventId(), event.getEventType());
    return true;
  }

  /** Folds in one step of a finding's life: how many are open now. */
  static boolean findingChange(final AgentState state, final FindingChange change) {
    final int step = (change.getIsOpen() ? 1 : 0) - (change.getWasOpen() ? 1 : 0);
    state.setOpenFindings(state.getOpenFindings() + step);
    return true;
  }

  private static void seen(
      final AgentState state, final long at, final String by, final String type) {
    final boolean first = state.getEventCount() == 0;
    if (first || newer(at, by, state.getLastSeen(), state.getLastEventBy())) {
      state.setLastSeen(at);
      state.setLastEventBy(by);
      state.setLastEventType(type);
    }
    state.setFirstSeen(first ? at : Math.min(state.getFirstSeen(), at));
    state.setEventCount(state.getEventCount() + 1);
  }

  private static void count(final AgentState state, final String type) {
    switch (type) {
      case "task.started" -> state.setTasksStarted(state.getTasksStarted() + 1);
      case "task.completed" -> state.setTasksCompleted(state.getTasksCompleted() + 1);
      case "task.failed" -> {
        state.setTasksFailed(state.getTasksFailed() + 1);
        state.setFailures(state.getFailures() + 1);
      }
      case "agent.failed" -> state.setFailures(state.getFailures() + 1);
      default -> {}
    }
  }

  private static void describe(
      final AgentState state, final long at, final String by, final AgentProfile profile) {
    final @Nullable String type = profile.agentType();
    if (type != null && newer(at, by, state.getAgentTypeAt(), state.getAgentTypeBy())) {
      state.setAgentType(type);
      state.setAgentTypeAt(at);
      state.setAgentTypeBy(by);
    }
    final @Nullable List<String> capabilities = profile.capabilities();
    if (capabilities != null
        && newer(at, by, state.getCapabilitiesAt(), state.getCapabilitiesBy())) {
      state.setCapabilities(capabilities);
      state.setCapabilitiesAt(at);
      state.setCapabilitiesBy(by);
    }
    final @Nullable Map<String, String> configuration = profile.configuration();
    if (configuration != null
        && newer(at, by, state.getConfigurationAt(), state.getConfigurationBy())) {
      state.setConfiguration(configuration);
      state.setConfigurationAt(at);
      state.setConfigurationBy(by);
    }
  }

  /** Whether (at, by) wins over what set a field before; an empty id means that nothing did. */
  private static boolean newer(
      final long at, final String by, final long beforeAt, final String beforeBy) {
    return beforeBy.isEmpty() || at > beforeAt || (at == beforeAt && by.compareTo(beforeBy) > 0);
  }
}
