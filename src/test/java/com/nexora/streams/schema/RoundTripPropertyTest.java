package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.events.AgentState;
import com.nexora.events.AuditEntry;
import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.events.CorrelatedThreat;
import com.nexora.events.NHIEvent;
import com.nexora.events.TenantConfig;
import com.nexora.events.ThreatEvent;
import com.nexora.events.ThreatSummary;
import com.nexora.streams.testkit.InMemorySchemaRegistry;
import com.nexora.streams.testkit.RecordArbitraries;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** decode(encode(x)) = x for every record, on a topic and in a store. */
class RoundTripPropertyTest {

  private final AvroSerdes serdes = new AvroSerdes(new InMemorySchemaRegistry(), Map.of());

  @Property(tries = 300)
  void shouldReadBackAnyRecordFromATopic(@ForAll("records") final SpecificRecord record) {
    // Given
    @SuppressWarnings("unchecked")
    final Serde<SpecificRecord> serde =
        (Serde<SpecificRecord>) serdes.value(record.getClass().asSubclass(SpecificRecord.class));
    final byte[] bytes = serde.serializer().serialize("t", record);

    // When
    final SpecificRecord read = serde.deserializer().deserialize("t", bytes);

    // Then
    assertThat(read).isEqualTo(record);
    assertThat(serde.serializer().serialize("t", read)).isEqualTo(bytes);
  }

  @Property(tries = 300)
  void shouldReadBackAnyRecordFromAStore(@ForAll("records") final SpecificRecord record) {
    // Given
    final StoreCodec<SpecificRecord> codec = new StoreCodec<>(record.getSchema());

    // When
    final SpecificRecord read = codec.decode(codec.encode(record));

    // Then
    assertThat(read).isEqualTo(record);
  }

  @Provide
  Arbitrary<SpecificRecord> records() {
    return Arbitraries.of(
            NHIEvent.getClassSchema(),
            ThreatEvent.getClassSchema(),
            AgentEvent.getClassSchema(),
            AgentState.getClassSchema(),
            AuditEvent.getClassSchema(),
            AuditEntry.getClassSchema(),
            AuditRecord.getClassSchema(),
            CorrelatedThreat.getClassSchema(),
            ThreatSummary.getClassSchema(),
            TenantConfig.getClassSchema())
        .flatMap((Schema schema) -> RecordArbitraries.<SpecificRecord>of(schema));
  }
}
