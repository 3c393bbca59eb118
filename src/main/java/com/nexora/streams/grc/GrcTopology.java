package com.nexora.streams.grc;

import com.nexora.events.GrcEvent;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TopologySettings;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** Keeps the events that the gate let in, where they are: a tenant's lie on every partition. */
public final class GrcTopology {

  private final TopologySettings settings;

  public GrcTopology(final TopologySettings settings) {
    this.settings = settings;
  }

  /**
   * Attaches the room: owns {@link Stores#GRC_EVENTS}.
   *
   * @param events what the gate let in
   */
  public void addTo(final StreamsBuilder builder, final KStream<byte[], GrcEvent> events) {
    builder.addStateStore(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.persistentKeyValueStore(Stores.GRC_EVENTS),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withCachingEnabled());
    events.process(
        () -> new KeepGrcEventsProcessor(settings.grcRetention()),
        Named.as("keep-grc-events"),
        Stores.GRC_EVENTS);
  }
}
