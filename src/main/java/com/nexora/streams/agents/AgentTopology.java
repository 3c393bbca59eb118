package com.nexora.streams.agents;

import com.nexora.events.AgentEvent;
import com.nexora.events.FindingChange;
import com.nexora.events.NHIEvent;
import com.nexora.streams.catalogue.BufferedStores;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TopologySettings;
import java.util.Objects;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Keeps what is known of every agent or other identity, folded from its events.
 *
 * <p>Three kinds of input meet in one store. They are folded by processors of their own rather than
 * merged first: the fold does not depend on the order of its input, so nothing is gained by one
 * queue, and the picture of the topology shows what each input contributes.
 */
public final class AgentTopology {

  /**
   * @param settings the knobs of the topology; the state of an entity has none of its own yet
   */
  public AgentTopology(final TopologySettings settings) {
    Objects.requireNonNull(settings, "settings");
  }

  /** Attaches the room: reads typed entity streams, owns {@link Stores#AGENT_STATES}. */
  public void addTo(
      final StreamsBuilder builder,
      final KStream<byte[], NHIEvent> nhi,
      final KStream<byte[], AgentEvent> agents,
      final KStream<byte[], FindingChange> changes) {
    builder.addStateStore(BufferedStores.persistent(Stores.AGENT_STATES));
    attach(agents, "fold-agent-state", AgentFold::agentEvent);
    attach(nhi, "fold-agent-state-from-nhi", AgentFold::nhiEvent);
    attach(changes, "fold-agent-state-from-findings", AgentFold::findingChange);
  }

  private static <V> void attach(
      final KStream<byte[], V> input, final String name, final AgentStateProcessor.Fold<V> fold) {
    input.process(() -> new AgentStateProcessor<>(name, fold), Named.as(name), Stores.AGENT_STATES);
  }
}
