package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.ThreatEvent;
import com.nexora.streams.testkit.InMemorySchemaRegistry;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;

/** Writers older and newer than ourselves, and a registry that is ahead of us. */
class SchemaEvolutionTest {

  private static final String TOPIC = "threat.events";
  private static final Schema OURS = ThreatEvent.getClassSchema();
  private static final Schema OLDER =
      Records.without(OURS, Set.of("confidence", "observables", "metadata")::contains);
  private static final Schema NEWER =
      Records.with(
          OURS,
          new Schema.Field("region", Schema.create(Schema.Type.STRING), null, ""),
          new Schema.Field(
              "tags", SchemaBuilder.array().items().stringType(), null, java.util.List.of()));

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroSerdes serdes = new AvroSerdes(registry, Map.of());

  @Test
  void shouldFillInDefaultsForARecordOfAnOlderWriter() {
    // Given
    final byte[] bytes = written(generic(OLDER, Records.threat("t-1")));

    // When
    final ThreatEvent read = read(bytes);

    // Then
    assertThat(read).isEqualTo(Records.threat("t-1"));
    assertThat(read.getConfidence()).isEqualTo(1.0);
    assertThat(read.getObservables()).isEmpty();
  }

  @Test
  void shouldSkipWhatANewerWriterAdded() {
    // Given
    final GenericRecord newer = generic(NEWER, Records.threat("t-1"));
    newer.put("region", "eu-central-1");
    newer.put("tags", java.util.List.of("a", "b"));
    final byte[] bytes = written(newer);

    // When
    final ThreatEvent read = read(bytes);

    // Then
    assertThat(read).isEqualTo(Records.threat("t-1"));
  }

  @Test
  void shouldReadWritersOfSeveralVersionsInTurn() {
    // Given
    final byte[] older = written(generic(OLDER, Records.threat("t-1")));
    final byte[] ours = written(Records.threat("t-2"));
    final var deserializer = serdes.value(ThreatEvent.class).deserializer();
    deserializer.deserialize(TOPIC, older);
    deserializer.deserialize(TOPIC, ours);

    // When
    final ThreatEvent again = deserializer.deserialize(TOPIC, older);

    // Then
    assertThat(again).isEqualTo(Records.threat("t-1"));
    assertThat(registry.requests()).isEqualTo(4);
  }

  @Test
  void shouldSayIncompatibleWhenAWriterLacksAFieldWithoutDefault() {
    // Given
    final Schema bare = Records.without(OURS, "tenant_id"::equals);
    final byte[] bytes = written(generic(bare, Records.threat("t-1")));

    // When
    final var thrown = assertThatThrownBy(() -> read(bytes));

    // Then
    thrown
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContainingAll(TOPIC, "schema id 1", "ThreatEvent", "tenant_id");
  }

  @Test
  void shouldSayIncompatibleWhenARecordIsOfAnotherKind() {
    // Given
    final Schema other = Records.named("Other");
    final GenericRecord record = new GenericData.Record(other);
    record.put("a", "x");
    final byte[] bytes = written(record);

    // When
    final var thrown = assertThatThrownBy(() -> read(bytes));

    // Then
    thrown.isInstanceOf(IncompatibleSchemaException.class).hasMessageContaining("Other");
  }

  @Test
  void shouldWriteUnderTheLatestSchemaWhenToldToFollowIt() {
    // Given
    registry.idOf("threat.events-value", OURS);
    registry.idOf("threat.events-value", NEWER);
    final AvroSerdes following =
        new AvroSerdes(
            registry, Map.of("auto.register.schemas", "false", "use.latest.version", "true"));

    // When
    final byte[] bytes =
        following.value(ThreatEvent.class).serializer().serialize(TOPIC, Records.threat("t-1"));

    // Then
    assertThat(bytes[4]).isEqualTo((byte) 2);
    final IndexedRecord seen = WireReader.generic(registry).read(TOPIC, bytes, 0, bytes.length);
    assertThat(seen.getSchema()).isEqualTo(NEWER);
    assertThat(read(bytes)).isEqualTo(Records.threat("t-1"));
  }

  @Test
  void shouldRefuseToFollowALatestSchemaThatCannotReadOurs() {
    // Given
    final Schema stricter =
        Records.with(
            OURS, new Schema.Field("region", Schema.create(Schema.Type.STRING), null, null));
    registry.idOf("threat.events-value", stricter);
    final AvroSerdes following =
        new AvroSerdes(
            registry, Map.of("auto.register.schemas", false, "use.latest.version", true));

    // When
    final var thrown =
        assertThatThrownBy(
            () ->
                following
                    .value(ThreatEvent.class)
                    .serializer()
                    .serialize(TOPIC, Records.threat("t-1")));

    // Then
    thrown
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContainingAll(TOPIC, "schema id 1");
  }

  private byte[] written(final IndexedRecord record) {
    return new WireWriter(registry, new SchemaSettings(Map.of()), false).write(TOPIC, record);
  }

  private ThreatEvent read(final byte[] bytes) {
    return serdes.value(ThreatEvent.class).deserializer().deserialize(TOPIC, bytes);
  }

  private static GenericRecord generic(final Schema schema, final ThreatEvent from) {
    final GenericRecord record = new GenericData.Record(schema);
    for (final Schema.Field field : schema.getFields()) {
      final Schema.Field ours = OURS.getField(field.name());
      record.put(field.pos(), ours == null ? null : from.get(ours.pos()));
    }
    return record;
  }
}
