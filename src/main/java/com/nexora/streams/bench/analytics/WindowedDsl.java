package com.nexora.streams.bench.analytics;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.EventFold;
import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.Running;
import com.nexora.streams.bench.Variant;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.runtime.TopologyFactory;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Initializer;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * As the textbook does it: five {@code windowedBy} aggregations by agent and five by tenant, the
 * latter behind a repartition topic.
 *
 * @param <V> what a window holds
 */
abstract class WindowedDsl<V> implements Variant {

  private static final Duration GRACE = Duration.ofHours(1);
  private static final String BY_TENANT = "by-tenant";

  /** An empty window. */
  abstract Initializer<V> empty();

  /** Adds an event's figures. */
  abstract Aggregator<Bytes, Figures, V> add();

  abstract Serde<V> serde();

  /** A window for comparison. */
  abstract WindowRow row(Owner owner, int minutes, long from, V window);

  @Override
  public final Running start(final Job job) {
    final Intake intake = Intake.closable();
    return StreamsRunning.start(
        job,
        serdes ->
            TopologyFactory.unbatched(
                (settings, kafka) -> graph(job, serdes, new TopologyConfig(kafka), intake)),
        Map.of(BY_TENANT, job.events()),
        intake,
        (stores, owners) -> windows(stores, owners, job.at()));
  }

  private Topology graph(
      final Job job, final AvroSerdes serdes, final TopologyConfig config, final Intake intake) {
    final StreamsBuilder builder = new StreamsBuilder(config);
    final KStream<Bytes, Figures> figures =
        builder.stream(
                job.topic(),
                Consumed.with(Serdes.Bytes(), serdes.value(AgentEvent.class))
                    .withTimestampExtractor(
                        (record, before) -> ((AgentEvent) record.value()).getTimestamp())
                    .withName("read-events"))
            .processValues(() -> new Measure(intake), Named.as("measure"));
    final Grouped<Bytes, Figures> byTenant =
        Grouped.with(BY_TENANT, Serdes.Bytes(), Figures.serde());
    addWindows(
        "agent", figures.groupByKey(Grouped.with("by-agent", Serdes.Bytes(), Figures.serde())));
    addWindows("tenant", figures.groupBy((key, value) -> tenantOf(key), byTenant));
    return builder.build();
  }

  private void addWindows(final String of, final KGroupedStream<Bytes, Figures> grouped) {
    for (final int minutes : Job.WINDOW_MINUTES) {
      final Duration size = Duration.ofMinutes(minutes);
      grouped
          .windowedBy(TimeWindows.ofSizeAndGrace(size, GRACE))
          .aggregate(
              empty(),
              add(),
              Named.as("aggregate-" + store(of, minutes)),
              Materialized.<Bytes, V, WindowStore<Bytes, byte[]>>as(store(of, minutes))
                  .withKeySerde(Serdes.Bytes())
                  .withValueSerde(serde())
                  .withRetention(size.plus(GRACE)));
    }
  }

  private static String store(final String of, final int minutes) {
    return of + "-" + minutes + "min";
  }

  private static Bytes tenantOf(final Bytes key) {
    final byte[] bytes = key.get();
    int end = 0;
    while (bytes[end] != '/') {
      end++;
    }
    return Bytes.wrap(Arrays.copyOf(bytes, end + 1));
  }

  private List<WindowRow> windows(
      final ReadableStores stores, final List<Owner> owners, final long at) {
    final List<WindowRow> rows = new ArrayList<>();
    for (final int minutes : Job.WINDOW_MINUTES) {
      for (final Owner owner : owners) {
        final String agent = owner.agent();
        final String store = store(agent == null ? "tenant" : "agent", minutes);
        final byte[] key =
            agent == null
                ? EntityKey.tenantPrefix(owner.tenant())
                : EntityKey.bytes(owner.tenant(), agent);
        final ReadOnlyWindowStore<Bytes, V> windows =
            stores.open(store, QueryableStoreTypes.windowStore(), stores.partitionOf(store, key));
        final Instant to = Instant.ofEpochMilli(at);
        try (WindowStoreIterator<V> all =
            windows.fetch(Bytes.wrap(key), to.minus(Duration.ofDays(1)), to)) {
          while (all.hasNext()) {
            final KeyValue<Long, V> window = all.next();
            rows.add(row(owner, minutes, window.key, window.value));
          }
        }
      }
    }
    return rows;
  }

  /** Reads the payload, once. */
  private static final class Measure
      extends ContextualFixedKeyProcessor<Bytes, AgentEvent, Figures> {

    private final EventFold fold = new EventFold(MetricPaths.defaults());
    private final Intake intake;

    Measure(final Intake intake) {
      this.intake = intake;
    }

    @Override
    public void process(final FixedKeyRecord<Bytes, AgentEvent> record) {
      final RecordMetadata where = context().recordMetadata().orElseThrow();
      if (intake.admits(where.partition(), where.offset())) {
        context().forward(record.withValue(Figures.of(fold, record.value())));
      }
    }
  }
}
