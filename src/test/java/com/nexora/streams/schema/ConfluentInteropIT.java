package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEntry;
import com.nexora.events.CorrelatedThreat;
import com.nexora.events.NHIEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.events.ThreatSummary;
import com.nexora.streams.testkit.ConfluentSerializer;
import com.nexora.streams.testkit.FakeSchemaRegistry;
import com.nexora.streams.testkit.Interop;
import com.nexora.streams.testkit.RecordArbitraries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our serdes against Confluent's own: the same bytes, and each reads the other's. */
@DisabledIfSystemProperty(
    named = "skipInterop",
    matches = "true",
    disabledReason = "left out by -DskipInterop")
class ConfluentInteropIT {

  private static final int RECORDS_PER_CLASS = 40;

  private static FakeSchemaRegistry registry;
  private static ConfluentSerializer confluent;
  private static AvroSerdes ours;

  @BeforeAll
  static void start() throws Exception {
    registry = FakeSchemaRegistry.start();
    final Map<String, Object> config =
        Map.of("schema.registry.url", registry.url(), "specific.avro.reader", true);
    confluent = new ConfluentSerializer(Interop.confluentJar(), Interop.target("classes"), config);
    ours = new AvroSerdes(new HttpSchemaRegistry(config), config);
  }

  @AfterAll
  static void stop() throws Exception {
    if (confluent != null) {
      confluent.close();
    }
    if (registry != null) {
      registry.close();
    }
  }

  static Stream<Schema> schemas() {
    return Stream.of(
        NHIEvent.getClassSchema(),
        ThreatEvent.getClassSchema(),
        AgentEvent.getClassSchema(),
        AuditEntry.getClassSchema(),
        CorrelatedThreat.getClassSchema(),
        ThreatSummary.getClassSchema());
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void shouldWriteTheBytesThatConfluentWrites(final Schema schema) throws Exception {
    for (final SpecificRecord record : anyOf(schema)) {
      // Given
      final byte[] bytes = serde(record).serializer().serialize("some.topic", record);

      // When
      final byte[] theirs = confluent.serialize("some.topic", record, body(bytes));

      // Then
      assertThat(theirs).isEqualTo(bytes);
      assertThat(serde(record).deserializer().deserialize("some.topic", theirs)).isEqualTo(record);
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void shouldWriteWhatConfluentReads(final Schema schema) throws Exception {
    for (final SpecificRecord record : anyOf(schema)) {
      // Given
      final byte[] bytes = serde(record).serializer().serialize("some.topic", record);

      // When
      final byte[] read = confluent.deserialize("some.topic", bytes);

      // Then
      final byte[] header = Arrays.copyOf(bytes, WireFormat.HEADER);
      assertThat(serde(record).deserializer().deserialize("some.topic", joined(header, read)))
          .isEqualTo(record);
    }
  }

  @Test
  void shouldRegisterUnderTheSubjectAndSchemaThatConfluentUses() throws Exception {
    // Given
    final ThreatEvent threat = Records.threat("t-1");
    final byte[] bytes =
        ours.value(ThreatEvent.class).serializer().serialize("subject.topic", threat);
    final List<String> before = registry.requests();

    // When
    confluent.serialize("subject.topic", threat, body(bytes));

    // Then
    assertThat(registry.requests().subList(before.size() - 1, before.size() + 1))
        .containsExactly(
            "POST /subjects/subject.topic-value/versions",
            "POST /subjects/subject.topic-value/versions");
  }

  private static List<SpecificRecord> anyOf(final Schema schema) {
    return RecordArbitraries.<SpecificRecord>of(schema)
        .sampleStream()
        .limit(RECORDS_PER_CLASS)
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static Serde<SpecificRecord> serde(final SpecificRecord record) {
    return (Serde<SpecificRecord>) ours.value(record.getClass().asSubclass(SpecificRecord.class));
  }

  private static byte[] body(final byte[] bytes) {
    return Arrays.copyOfRange(bytes, WireFormat.HEADER, bytes.length);
  }

  private static byte[] joined(final byte[] first, final byte[] second) {
    final byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
