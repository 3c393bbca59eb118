package com.nexora.streams.compliance;

import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;

/** Keeps what tenants add to the rules on every instance, so that it holds without a restart. */
public final class TenantRulesTopology {

  private final RulesSource source;

  /**
   * @param source the rules of everybody, against which a tenant's are checked
   */
  public TenantRulesTopology(final RulesSource source) {
    this.source = source;
  }

  /** Adds the global store of {@link Topics#COMPLIANCE_RULES}; once. */
  public void addTo(final StreamsBuilder builder) {
    builder.addGlobalStore(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(Stores.COMPLIANCE_RULES),
            Serdes.String(),
            Serdes.ByteArray()),
        Topics.COMPLIANCE_RULES,
        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("read-tenant-rules"),
        () -> new TenantRulesProcessor(source));
  }
}
