package com.nexora.streams.agents;

import com.nexora.events.AgentState;
import com.nexora.streams.schema.StoreCodec;

/**
 * An entity's state as it stands in the store: equal states are equal bytes, since the codec writes
 * maps by key.
 */
final class AgentStateBytes {

  private static final StoreCodec<AgentState> CODEC = new StoreCodec<>(AgentState.getClassSchema());

  private AgentStateBytes() {}

  static byte[] encode(final AgentState state) {
    return CODEC.encode(state);
  }

  static AgentState decode(final byte[] bytes) {
    return CODEC.decode(bytes);
  }
}
