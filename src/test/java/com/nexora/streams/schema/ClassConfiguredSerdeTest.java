package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.ThreatEvent;
import com.nexora.streams.testkit.FakeSchemaRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The classes as Kafka makes them: by name, without arguments, then configured. */
class ClassConfiguredSerdeTest {

  private static final String TOPIC = "threat.events";

  private final FakeSchemaRegistry server = FakeSchemaRegistry.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldServeAsStreamsDefaultSerdeOfGeneratedClasses() {
    // Given
    @SuppressWarnings({"unchecked", "deprecation", "resource"})
    final Serde<SpecificRecord> serde =
        (Serde<SpecificRecord>)
            new StreamsConfig(
                    config(
                        Map.of(
                            "application.id", "a",
                            "bootstrap.servers", "localhost:1",
                            "default.value.serde", AvroSerde.class.getName())))
                .defaultValueSerde();

    // When
    final byte[] bytes = serde.serializer().serialize(TOPIC, Records.threat("t-1"));

    // Then
    assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(Records.threat("t-1"));
    assertThat(server.requests())
        .containsExactly("POST /subjects/threat.events-value/versions", "GET /schemas/ids/1");
    serde.close();
  }

  @Test
  void shouldServeAsKeySerializerOfGenericRecords() {
    // Given
    final GenericRecord record = new GenericData.Record(Records.named("Some"));
    record.put("a", "x");
    final AvroSerializer<GenericRecord> serializer = new AvroSerializer<>();
    serializer.configure(config(Map.of()), true);

    // When
    final byte[] bytes = serializer.serialize(TOPIC, record);

    // Then
    assertThat(server.requests()).containsExactly("POST /subjects/threat.events-key/versions");
    assertThat(bytes).containsExactly(0, 0, 0, 0, 1, 2, 'x');
    serializer.close();
  }

  @Test
  void shouldReadGenericRecordsUnlessToldOtherwise() {
    // Given
    final byte[] bytes = written();
    final Deserializer<GenericRecord> generic = consumers(Map.of());
    final Deserializer<GenericRecord> specific = consumers(Map.of("specific.avro.reader", "true"));

    // When
    final Object read = generic.deserialize(TOPIC, bytes);

    // Then
    assertThat(read).isExactlyInstanceOf(GenericData.Record.class);
    assertThat(read).hasToString(Records.threat("t-1").toString());
    assertThat((Object) specific.deserialize(TOPIC, bytes)).isEqualTo(Records.threat("t-1"));
  }

  @Test
  void shouldSayWhichClassIsMissingForASpecificReader() {
    // Given
    final GenericRecord record = new GenericData.Record(Records.named("com.example.Missing"));
    record.put("a", "x");
    final AvroSerializer<GenericRecord> serializer = new AvroSerializer<>();
    serializer.configure(config(Map.of()), false);
    final byte[] bytes = serializer.serialize(TOPIC, record);
    final Deserializer<GenericRecord> specific = consumers(Map.of("specific.avro.reader", true));

    // When
    final var thrown = assertThatThrownBy(() -> specific.deserialize(TOPIC, bytes));

    // Then
    thrown
        .isExactlyInstanceOf(SchemaException.class)
        .hasMessageContainingAll("com.example.Missing", "specific.avro.reader");
  }

  @Test
  void shouldNotLoadAClassOutsideThePackagesItTrusts() {
    // Given
    final var trusted = ClassSecurityValidator.getGlobal();
    GeneratedRecords.trust();

    // When
    final boolean foreign = ClassSecurityValidator.getGlobal().isTrusted(ProcessBuilder.class);

    // Then
    assertThat(foreign).isFalse();
    assertThat(trusted.isTrusted(List.class)).isFalse();
    assertThat(ClassSecurityValidator.getGlobal().isTrusted(ThreatEvent.class)).isTrue();
  }

  private byte[] written() {
    final AvroSerializer<ThreatEvent> serializer = new AvroSerializer<>();
    serializer.configure(config(Map.of()), false);
    return serializer.serialize(TOPIC, Records.threat("t-1"));
  }

  private Deserializer<GenericRecord> consumers(final Map<String, Object> settings) {
    final AvroDeserializer<GenericRecord> deserializer = new AvroDeserializer<>();
    deserializer.configure(config(settings), false);
    return deserializer;
  }

  private Map<String, Object> config(final Map<String, Object> settings) {
    final Map<String, Object> all = new HashMap<>(settings);
    all.put("schema.registry.url", server.url());
    return all;
  }
}
