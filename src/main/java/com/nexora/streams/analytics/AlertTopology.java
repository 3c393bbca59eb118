package com.nexora.streams.analytics;

import com.nexora.events.AnalyticsAlert;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;

/**
 * Keeps alerts for queries.
 *
 * <p>Read back from {@code analytics.alerts}: alerts of agents and of tenants are raised in
 * different parts of the graph, and the topic is where they meet. What is queried so is what
 * everybody else sees, committed.
 */
public final class AlertTopology {

  /** How long an alert stays queryable after its last step, by arrival: as long as its topic. */
  public static final Duration RETENTION = Duration.ofDays(30);

  private final AvroSerdes serdes;

  public AlertTopology(final AvroSerdes serdes) {
    this.serdes = serdes;
  }

  /** Attaches the room: reads {@code analytics.alerts}, owns {@link Stores#ALERTS}. */
  public void addTo(final StreamsBuilder builder) {
    builder.addStateStore(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.persistentKeyValueStore(Stores.ALERTS),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withCachingEnabled());
    builder.stream(
            Topics.ANALYTICS_ALERTS,
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-alerts"))
        .process(
            () ->
                new KeepAlertsProcessor(
                    serdes.value(AnalyticsAlert.class).deserializer(), RETENTION),
            Named.as("keep-alerts"),
            Stores.ALERTS);
  }
}
