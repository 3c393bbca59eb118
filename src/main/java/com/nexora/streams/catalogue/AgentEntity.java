package com.nexora.streams.catalogue;

import com.nexora.events.AgentEvent;

/**
 * Which entity an agent event belongs to (REQUIREMENTS A2), so that everything an agent does
 * travels under one key, in order.
 */
public final class AgentEntity {

  private static final String AGENT = "agent";

  private AgentEntity() {}

  /**
   * The entity id: {@code agent_id} if set, else {@code aggregate_id} of an agent, else {@code
   * aggregate_type:aggregate_id}.
   */
  public static String of(final AgentEvent event) {
    final String agentId = event.getAgentId();
    if (agentId != null && !agentId.isEmpty()) {
      return agentId;
    }
    return AGENT.equals(event.getAggregateType())
        ? event.getAggregateId()
        : event.getAggregateType() + ':' + event.getAggregateId();
  }

  /** The record key of the event. */
  public static byte[] key(final AgentEvent event) {
    return EntityKey.bytes(event.getTenantId(), of(event));
  }
}
