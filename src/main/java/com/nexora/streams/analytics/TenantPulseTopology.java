package com.nexora.streams.analytics;

import com.nexora.events.AnalyticsAlert;
import com.nexora.events.TenantPulse;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.StoreCodec;
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

/**
 * Sees agents that degrade together: gathers the pulses of all partitions by tenant and raises one
 * alert of the tenant.
 *
 * <p>Behind a hop, since a tenant's agents are spread over all partitions; nobody waits for it, the
 * alerts of the agents themselves are out before.
 */
public final class TenantPulseTopology {

  private static final StoreCodec<TenantPulse> CODEC =
      new StoreCodec<>(TenantPulse.getClassSchema());

  private final TopologySettings settings;
  private final AvroSerdes serdes;

  public TenantPulseTopology(final TopologySettings settings, final AvroSerdes serdes) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.serdes = Objects.requireNonNull(serdes, "serdes");
  }

  /**
   * Attaches the room: owns {@link Stores#TENANT_PULSES}, writes {@link Topics#ANALYTICS_ALERTS}.
   *
   * @param pulses keyed by the tenant, parts of minutes that are to be added up
   * @return steps of alerts of tenants, whose entity is empty
   */
  public KStream<byte[], AnalyticsAlert> addTo(
      final StreamsBuilder builder, final KStream<byte[], TenantPulse> pulses) {
    builder.addStateStore(tenants());
    final KStream<byte[], AnalyticsAlert> alerts =
        pulses
            .repartition(
                Repartitioned.with(Serdes.ByteArray(), internal())
                    .withName("tenant-pulses")
                    .withNumberOfPartitions(settings.tenantPartitions()))
            .process(
                () -> new TenantPulseProcessor(settings),
                Named.as("judge-tenants"),
                Stores.TENANT_PULSES);
    alerts.to(
        Topics.ANALYTICS_ALERTS,
        Produced.with(Serdes.ByteArray(), serdes.value(AnalyticsAlert.class))
            .withName("write-tenant-alerts"));
    return alerts;
  }

  /** The hop is our own business: it needs no subject in the registry. */
  private static Serde<TenantPulse> internal() {
    return Serdes.serdeFrom(
        (topic, pulse) -> CODEC.encode(pulse), (topic, bytes) -> CODEC.decode(bytes));
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> tenants() {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.persistentKeyValueStore(Stores.TENANT_PULSES),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withCachingEnabled();
  }
}
