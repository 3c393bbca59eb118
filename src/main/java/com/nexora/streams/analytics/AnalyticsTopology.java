package com.nexora.streams.analytics;

import com.nexora.events.AgentEvent;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Counts agent events into one-minute panes, per entity and per tenant; every window is merged from
 * them when somebody asks.
 *
 * <p>One small pane per event instead of five windows per event is what makes percentiles
 * affordable at the speed of the log. What comes too late for its pane is not dropped but told on
 * {@code analytics.late}.
 */
public final class AnalyticsTopology {

  private final TopologySettings settings;
  private final AvroSerdes serdes;
  private final MetricPaths paths;

  /** The room with the default places of measurements in a payload. */
  public AnalyticsTopology(final TopologySettings settings, final AvroSerdes serdes) {
    this(settings, serdes, MetricPaths.defaults());
  }

  /**
   * The room with these places of measurements in a payload.
   *
   * @throws IllegalArgumentException if a pane could be forgotten that an event may still change
   */
  public AnalyticsTopology(
      final TopologySettings settings, final AvroSerdes serdes, final MetricPaths paths) {
    final Duration least = settings.analyticsHorizon().plus(settings.clockSkew());
    if (settings.paneRetention().compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "paneRetention is %s, but events may change panes for analyticsHorizon + clockSkew = %s: make it at least that long"
              .formatted(settings.paneRetention(), least));
    }
    this.settings = settings;
    this.serdes = serdes;
    this.paths = paths;
  }

  /**
   * Attaches the room: reads typed agent events, owns {@link Stores#METRIC_PANES} and {@link
   * Stores#METRIC_OWNERS}.
   */
  public void addTo(final StreamsBuilder builder, final KStream<byte[], AgentEvent> agents) {
    builder.addStateStore(cached(Stores.METRIC_PANES));
    builder.addStateStore(cached(Stores.METRIC_OWNERS));
    agents
        .process(
            () -> new PaneProcessor(settings, paths),
            Named.as("count-into-panes"),
            Stores.METRIC_PANES,
            Stores.METRIC_OWNERS)
        .to(
            Topics.ANALYTICS_LATE,
            Produced.with(Serdes.ByteArray(), serdes.value(AgentEvent.class))
                .withName("late-events-out"));
  }

  /** Caching is what makes an update cheap here: the value already is bytes. */
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> cached(final String name) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withCachingEnabled();
  }
}
