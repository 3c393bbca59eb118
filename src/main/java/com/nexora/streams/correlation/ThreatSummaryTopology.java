package com.nexora.streams.correlation;

import com.nexora.events.FindingChange;
import com.nexora.events.HighPriorityAlert;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.StoreCodec;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Counts each tenant's findings per quarter of an hour and raises one alarm when it turns bad. */
public final class ThreatSummaryTopology {

  private static final StoreCodec<FindingChange> CODEC =
      new StoreCodec<>(FindingChange.getClassSchema());

  private final TopologySettings settings;
  private final AvroSerdes serdes;

  public ThreatSummaryTopology(final TopologySettings settings, final AvroSerdes serdes) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.serdes = Objects.requireNonNull(serdes, "serdes");
  }

  /**
   * Attaches the room: gathers the changes by tenant, owns {@link Stores#THREAT_SUMMARIES}, writes
   * {@link Topics#THREAT_HIGH_PRIORITY}. Reads the tenants' configuration, which must be in the
   * topology.
   */
  public void addTo(final StreamsBuilder builder, final KStream<byte[], FindingChange> changes) {
    builder.addStateStore(summaries());
    changes
        .filter((entity, change) -> SummaryFold.counts(change), Named.as("take-counted-changes"))
        .selectKey(
            (entity, change) -> change.getTenantId().getBytes(StandardCharsets.UTF_8),
            Named.as("key-by-tenant"))
        .repartition(
            Repartitioned.with(Serdes.ByteArray(), internal())
                .withName("finding-changes-by-tenant")
                .withNumberOfPartitions(settings.tenantPartitions()))
        .process(
            () -> new SummarizeThreatsProcessor(settings, serdes),
            Named.as("summarize-threats"),
            Stores.THREAT_SUMMARIES)
        .to(
            Topics.THREAT_HIGH_PRIORITY,
            Produced.with(Serdes.ByteArray(), serdes.value(HighPriorityAlert.class))
                .withName("write-high-priority"));
  }

  /** The hop is our own business: it needs no subject in the registry. */
  private static Serde<FindingChange> internal() {
    return Serdes.serdeFrom(
        (topic, change) -> CODEC.encode(change), (topic, bytes) -> CODEC.decode(bytes));
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> summaries() {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.persistentKeyValueStore(Stores.THREAT_SUMMARIES),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withCachingEnabled();
  }
}
