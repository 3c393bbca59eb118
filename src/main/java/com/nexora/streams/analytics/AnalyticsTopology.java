package com.nexora.streams.analytics;

import com.nexora.events.AgentEvent;
import com.nexora.events.AnalyticsAlert;
import com.nexora.events.TenantPulse;
import com.nexora.streams.catalogue.BufferedStores;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

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
  private final Detector detector;

  /**
   * What the room says to other rooms.
   *
   * @param alerts steps of alerts of agents, by agent
   * @param pulses how the agents of a tenant were in a minute, in parts, by tenant
   */
  public record Analyzed(
      KStream<byte[], AnalyticsAlert> alerts, KStream<byte[], TenantPulse> pulses) {}

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
    this(settings, serdes, paths, new AnomalyDetector(settings.analytics().anomalies()));
  }

  AnalyticsTopology(
      final TopologySettings settings,
      final AvroSerdes serdes,
      final MetricPaths paths,
      final Detector detector) {
    final Duration least =
        settings.analyticsHorizon().plus(settings.clockSkew()).plusMillis(Resolution.HOUR.ms());
    if (settings.paneRetention().compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "paneRetention is %s, but events may change an hour for analyticsHorizon + clockSkew + 1 h = %s: make it at least that long"
              .formatted(settings.paneRetention(), least));
    }
    this.detector = detector;
    this.settings = settings;
    this.serdes = serdes;
    this.paths = paths;
  }

  /**
   * Attaches the room: reads typed agent events and {@link Topics#CLOCK_TICKS}, owns {@link
   * Stores#METRIC_PANES} and {@link Stores#METRIC_OWNERS}, writes {@link Topics#ANALYTICS_LATE} and
   * {@link Topics#ANALYTICS_ALERTS}.
   *
   * @return alerts of agents, and the pulses of their tenants
   */
  public Analyzed addTo(final StreamsBuilder builder, final KStream<byte[], AgentEvent> agents) {
    builder.addStateStore(BufferedStores.persistent(Stores.METRIC_PANES));
    builder.addStateStore(BufferedStores.persistent(Stores.METRIC_OWNERS));
    final TaskClocks clocks = new TaskClocks();
    final KStream<byte[], AnalyticsOutput> counted =
        agents.process(
            () -> new PaneProcessor(settings, paths, detector, clocks),
            Named.as("count-into-panes"),
            Stores.METRIC_PANES,
            Stores.METRIC_OWNERS);
    final KStream<byte[], AnalyticsOutput> ticked =
        builder.stream(
                Topics.CLOCK_TICKS,
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-ticks"))
            .process(
                () -> new ClockProcessor(settings, detector, clocks),
                Named.as("do-what-is-due"),
                Stores.METRIC_PANES,
                Stores.METRIC_OWNERS);
    take(counted, AnalyticsOutput.Late.class, AnalyticsOutput.Late::event, "take-late-events")
        .to(
            Topics.ANALYTICS_LATE,
            Produced.with(Serdes.ByteArray(), serdes.value(AgentEvent.class))
                .withName("late-events-out"));
    final KStream<byte[], AnalyticsAlert> alerts =
        take(
            counted.merge(ticked, Named.as("merge-alerts")),
            AnalyticsOutput.Alert.class,
            AnalyticsOutput.Alert::alert,
            "take-alerts");
    alerts.to(
        Topics.ANALYTICS_ALERTS,
        Produced.with(Serdes.ByteArray(), serdes.value(AnalyticsAlert.class))
            .withName("write-alerts"));
    return new Analyzed(
        alerts,
        take(ticked, AnalyticsOutput.Pulse.class, AnalyticsOutput.Pulse::pulse, "take-pulses"));
  }

  private static <T, O extends AnalyticsOutput> KStream<byte[], T> take(
      final KStream<byte[], AnalyticsOutput> outputs,
      final Class<O> kind,
      final Function<O, T> content,
      final String name) {
    return outputs.flatMapValues(
        output -> kind.isInstance(output) ? List.of(content.apply(kind.cast(output))) : List.of(),
        Named.as(name));
  }
}
