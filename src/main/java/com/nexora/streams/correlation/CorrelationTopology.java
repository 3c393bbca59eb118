package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.FindingChange;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Lets the activity of an identity meet the threats against it, and writes the findings.
 *
 * <p>A processor over stores instead of a stream-stream join: a join drops what is older than its
 * grace behind the newest event time, so an imported incident would vanish behind live traffic, and
 * it multiplies every threat with every event around it. Here one finding holds them all, and only
 * arrival makes anything expire.
 */
public final class CorrelationTopology {

  private final TopologySettings settings;
  private final AvroSerdes serdes;

  public CorrelationTopology(final TopologySettings settings, final AvroSerdes serdes) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.serdes = Objects.requireNonNull(serdes, "serdes");
  }

  /**
   * Attaches the room: owns {@link Stores#ENTITY_ACTIVITY}, {@link Stores#ENTITY_THREATS} and
   * {@link Stores#FINDINGS}, writes {@link Topics#THREAT_CORRELATED} and {@link
   * Topics#THREAT_FINDINGS}. Reads the tenants' configuration, which must be in the topology.
   *
   * <p>All three streams must be keyed by the canonical entity key, on the same partitions, and
   * without repeats.
   */
  public Correlated addTo(
      final StreamsBuilder builder,
      final KStream<byte[], NHIEvent> nhi,
      final KStream<byte[], ThreatEvent> threats,
      final KStream<byte[], RemediationEvent> remediations) {
    builder.addStateStore(history(Stores.ENTITY_ACTIVITY));
    builder.addStateStore(history(Stores.ENTITY_THREATS));
    builder.addStateStore(findings());
    final KStream<byte[], FindingUpdate> updates =
        any(nhi)
            .merge(any(threats), Named.as("activity-and-threats"))
            .merge(any(remediations), Named.as("activity-threats-and-remediations"))
            .process(
                () -> new CorrelateEntityProcessor(settings, serdes),
                Named.as("correlate-entity"),
                Stores.ENTITY_ACTIVITY,
                Stores.ENTITY_THREATS,
                Stores.FINDINGS);
    final KStream<byte[], CorrelatedThreat> findings =
        updates.flatMapValues(CorrelationTopology::finding, Named.as("take-findings"));
    findings.to(
        Topics.THREAT_CORRELATED,
        Produced.with(Serdes.ByteArray(), serdes.value(CorrelatedThreat.class))
            .withName("write-findings"));
    updates
        .map(
            (entityKey, update) ->
                KeyValue.pair(new ViewKey(update.findingId(), entityKey), update.finding()),
            Named.as("key-by-finding"))
        .to(
            Topics.THREAT_FINDINGS,
            Produced.with(ViewKey.serde(), serdes.value(CorrelatedThreat.class))
                .withStreamPartitioner(besideItsEntity())
                .withName("write-finding-view"));
    final KStream<byte[], FindingChange> changes =
        updates.flatMapValues(FindingUpdate::changes, Named.as("take-finding-changes"));
    return new Correlated(findings, changes);
  }

  private static List<CorrelatedThreat> finding(final FindingUpdate update) {
    return update.finding() == null ? List.of() : List.of(update.finding());
  }

  /** Streams are read-only to their consumers, so any record's stream is one of records. */
  @SuppressWarnings("unchecked")
  private static KStream<byte[], SpecificRecord> any(
      final KStream<byte[], ? extends SpecificRecord> stream) {
    return (KStream<byte[], SpecificRecord>) stream;
  }

  /** Timed by arrival, kept for the horizon; never cached, since hardly a key is written twice. */
  private StoreBuilder<WindowStore<Bytes, byte[]>> history(final String name) {
    return org.apache.kafka.streams.state.Stores.windowStoreBuilder(
        org.apache.kafka.streams.state.Stores.persistentWindowStore(
            name, settings.correlationHorizon(), Duration.ofMillis(1), false),
        Serdes.Bytes(),
        Serdes.ByteArray());
  }

  /** Cached: a finding in the middle of an attack is written for every event of its entity. */
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> findings() {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.persistentKeyValueStore(Stores.FINDINGS),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withCachingEnabled();
  }

  private static StreamPartitioner<ViewKey, CorrelatedThreat> besideItsEntity() {
    return (topic, key, finding, partitions) ->
        Optional.of(Set.of(Utils.toPositive(Utils.murmur2(key.entityKey)) % partitions));
  }

  /**
   * Key of the compacted view: the finding, placed on the partition of its entity, so that the view
   * lies beside the entity's other topics. A deletion has no value to take the entity from, hence
   * it travels in the key; only the finding id is written.
   */
  private record ViewKey(String findingId, byte[] entityKey) {

    static Serde<ViewKey> serde() {
      return Serdes.serdeFrom(
          (topic, key) -> key.findingId.getBytes(StandardCharsets.UTF_8),
          (topic, bytes) -> new ViewKey(new String(bytes, StandardCharsets.UTF_8), new byte[0]));
    }
  }
}
