package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.ThreatEvent;
import com.nexora.streams.testkit.InMemorySchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {

  private static final String TOPIC = "threat.events";

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroSerdes serdes = new AvroSerdes(registry, Map.of());
  private final Serializer<ThreatEvent> serializer = serdes.value(ThreatEvent.class).serializer();
  private final Deserializer<ThreatEvent> deserializer =
      serdes.value(ThreatEvent.class).deserializer();

  @Test
  void shouldStartWithAZeroByteAndTheSchemaIdHighestByteFirst() {
    // Given
    IntStream.range(0, 0x1234).forEach(i -> registry.register(Records.named("Other" + i)));

    // When
    final byte[] bytes = serializer.serialize(TOPIC, Records.threat("t-1"));

    // Then
    assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 0, 0, 0x12, 0x35);
    assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(Records.threat("t-1"));
  }

  @Test
  void shouldNameTheSubjectByTopicAndSideOfTheRecord() {
    // Given
    final Serde<ThreatEvent> keys = serdes.key(ThreatEvent.class);

    // When
    keys.serializer().serialize(TOPIC, Records.threat("t-1"));
    serializer.serialize(TOPIC, Records.threat("t-1"));

    // Then
    assertThat(registry.subjects()).containsOnlyKeys("threat.events-key", "threat.events-value");
  }

  @Test
  void shouldGiveEqualRecordsEqualBytesHoweverTheirMapsWereFilled() {
    // Given: both keys fall into one bucket of a hash map, in the order they came.
    final ThreatEvent one = Records.threat("t-1");
    one.setMetadata(new HashMap<>());
    one.getMetadata().put("Aa", "1");
    one.getMetadata().put("BB", "2");
    final ThreatEvent other = Records.threat("t-1");
    other.setMetadata(new HashMap<>());
    other.getMetadata().put("BB", "2");
    other.getMetadata().put("Aa", "1");

    // When
    final byte[] bytes = serializer.serialize(TOPIC, one);

    // Then
    assertThat(one.getMetadata().toString()).isNotEqualTo(other.getMetadata().toString());
    assertThat(serializer.serialize(TOPIC, other)).isEqualTo(bytes);
  }

  @Test
  void shouldPassNullThroughBothWays() {
    // When
    final byte[] bytes = serializer.serialize(TOPIC, null);

    // Then
    assertThat(bytes).isNull();
    assertThat(deserializer.deserialize(TOPIC, null)).isNull();
    assertThat(deserializer.deserialize(TOPIC, new RecordHeaders(), (ByteBuffer) null)).isNull();
  }

  @Test
  void shouldAskTheRegistryOncePerSchemaAndTopic() {
    // Given
    final byte[] first = serializer.serialize(TOPIC, Records.threat("t-1"));
    deserializer.deserialize(TOPIC, first);

    // When
    for (int i = 0; i < 100; i++) {
      deserializer.deserialize(TOPIC, serializer.serialize(TOPIC, Records.threat("t-" + i)));
    }

    // Then
    assertThat(registry.requests()).isEqualTo(2);
  }

  @Test
  void shouldReadOutOfAnyBufferWithoutMovingIt() {
    // Given
    final byte[] bytes = serializer.serialize(TOPIC, Records.threat("t-1"));
    final ByteBuffer slice = ByteBuffer.allocate(bytes.length + 7).position(3).put(bytes).flip();
    slice.position(3);
    final ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

    // When
    final ThreatEvent fromSlice = deserializer.deserialize(TOPIC, new RecordHeaders(), slice);

    // Then
    assertThat(fromSlice).isEqualTo(Records.threat("t-1"));
    assertThat(deserializer.deserialize(TOPIC, new RecordHeaders(), direct)).isEqualTo(fromSlice);
    assertThat(slice.position()).isEqualTo(3);
  }

  @Test
  void shouldNotMixUpRecordsOfSeveralThreads() {
    // When
    final long right =
        IntStream.range(0, 4_000)
            .parallel()
            .filter(
                i -> {
                  final ThreatEvent threat = Records.threat("t-" + i + "x".repeat(i % 700));
                  final byte[] bytes = serializer.serialize(TOPIC, threat);
                  return threat.equals(deserializer.deserialize(TOPIC, bytes));
                })
            .count();

    // Then
    assertThat(right).isEqualTo(4_000);
  }

  @Test
  void shouldWriteTheNextRecordRightAfterOneThatFailedHalfway() {
    // Given
    final ThreatEvent broken = Records.threat("t-1");
    broken.put("source", null);
    assertThatThrownBy(() -> serializer.serialize(TOPIC, broken))
        .isInstanceOf(SchemaException.class);

    // When
    final byte[] bytes = serializer.serialize(TOPIC, Records.threat("t-2"));

    // Then
    assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(Records.threat("t-2"));
  }

  @Test
  void shouldNameTheFieldButNotTheValueWhenARecordDoesNotFit() {
    // Given
    final ThreatEvent broken = Records.threat("secret-4711");
    broken.put("source", null);

    // When
    final var thrown = assertThatThrownBy(() -> serializer.serialize(TOPIC, broken));

    // Then
    thrown
        .isInstanceOf(SchemaException.class)
        .hasNoCause()
        .hasMessageContainingAll(TOPIC, "ThreatEvent", "field 'source' is null")
        .hasMessageNotContaining("4711");
  }

  @Test
  void shouldSayWhenBytesAreTooShortForAHeader() {
    // When
    final var thrown =
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, new byte[] {0, 0, 0, 1}));

    // Then
    thrown
        .isExactlyInstanceOf(SchemaException.class)
        .hasMessageContainingAll(TOPIC, "4 bytes", "too short");
  }

  @Test
  void shouldSayWhenTheMagicByteIsMissing() {
    // When
    final var thrown =
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, "{\"a\":1}".getBytes()));

    // Then
    thrown.isExactlyInstanceOf(SchemaException.class).hasMessageContainingAll(TOPIC, "0x7b");
  }

  @Test
  void shouldRefuseBytesAfterTheRecord() {
    // Given
    final byte[] bytes = serializer.serialize(TOPIC, Records.threat("t-1"));

    // When
    final var thrown =
        assertThatThrownBy(
            () -> deserializer.deserialize(TOPIC, Arrays.copyOf(bytes, bytes.length + 2)));

    // Then
    thrown
        .isExactlyInstanceOf(SchemaException.class)
        .hasMessageContainingAll(TOPIC, "schema id 1", "2 bytes are left");
  }

  @Test
  void shouldRefuseARecordThatEndsEarly() {
    // Given
    final byte[] bytes = serializer.serialize(TOPIC, Records.threat("t-1"));

    // When
    final var thrown =
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, Arrays.copyOf(bytes, 30)));

    // Then
    thrown
        .isExactlyInstanceOf(SchemaException.class)
        .hasMessageContainingAll(TOPIC, "schema id 1", "30 bytes");
  }

  @Test
  void shouldTellAnUnknownIdFromAnUnreachableRegistry() {
    // Given
    final byte[] unknown = {0, 0, 0, 0, 99, 1};
    assertThatThrownBy(() -> deserializer.deserialize(TOPIC, unknown))
        .isInstanceOf(UnknownSchemaIdException.class)
        .hasMessageContainingAll(TOPIC, "99");
    registry.setReachable(false);

    // When
    final var thrown = assertThatThrownBy(() -> deserializer.deserialize(TOPIC, unknown));

    // Then
    thrown.isInstanceOf(RegistryUnreachableException.class).hasMessageContaining(TOPIC);
  }

  @Test
  void shouldAskAgainAfterTheRegistryCameBack() {
    // Given
    final byte[] bytes = serializer.serialize(TOPIC, Records.threat("t-1"));
    registry.setReachable(false);
    assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bytes))
        .isInstanceOf(RegistryUnreachableException.class);
    registry.setReachable(true);

    // When
    final ThreatEvent read = deserializer.deserialize(TOPIC, bytes);

    // Then
    assertThat(read).isEqualTo(Records.threat("t-1"));
  }

  @Test
  void shouldRefuseASchemaThatIsNoRecord() {
    // Given
    final int id = registry.register(org.apache.avro.SchemaBuilder.builder().stringType());

    // When
    final var thrown =
        assertThatThrownBy(
            () -> deserializer.deserialize(TOPIC, new byte[] {0, 0, 0, 0, (byte) id, 0}));

    // Then
    thrown.isInstanceOf(SchemaException.class).hasMessageContainingAll("string", "not a record");
  }
}
