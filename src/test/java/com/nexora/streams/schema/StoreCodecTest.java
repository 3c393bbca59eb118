package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.ThreatEvent;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class StoreCodecTest {

  private static final Schema OURS = ThreatEvent.getClassSchema();

  private final StoreCodec<ThreatEvent> codec = new StoreCodec<>(OURS);

  @Test
  void shouldWriteAvrosSingleObjectEncoding() throws IOException {
    // Given
    final BinaryMessageDecoder<Object> avro = new BinaryMessageDecoder<>(GenericData.get(), OURS);

    // When
    final byte[] bytes = codec.encode(Records.threat("t-1"));

    // Then
    assertThat(avro.decode(bytes)).hasToString(Records.threat("t-1").toString());
  }

  @Test
  void shouldReadWhatAnEarlierVersionStored() throws IOException {
    // Given
    final Schema older = Records.without(OURS, "confidence"::equals);
    final GenericData.Record stored = new GenericData.Record(older);
    older.getFields().forEach(f -> stored.put(f.pos(), Records.threat("t-1").get(f.name())));
    final byte[] bytes =
        toArray(new BinaryMessageEncoder<Object>(GenericData.get(), older).encode(stored));
    final StoreCodec<ThreatEvent> evolved = new StoreCodec<>(OURS, older);

    // When
    final ThreatEvent read = evolved.decode(bytes);

    // Then
    assertThat(read).isEqualTo(Records.threat("t-1"));
  }

  @Test
  void shouldSayWhichFingerprintItDoesNotKnow() {
    // Given
    final byte[] bytes = codec.encode(Records.threat("t-1"));
    Arrays.fill(bytes, 2, 10, (byte) 0xab);

    // When
    final var thrown = assertThatThrownBy(() -> codec.decode(bytes));

    // Then
    thrown
        .isExactlyInstanceOf(SchemaException.class)
        .hasMessageContainingAll("abababababababab", "ThreatEvent");
  }

  @Test
  void shouldRefuseBytesOfAnotherFormat() {
    // When
    final var thrown = assertThatThrownBy(() -> codec.decode(new byte[20]));

    // Then
    thrown.isExactlyInstanceOf(SchemaException.class).hasMessageContaining("20 bytes");
  }

  @Test
  void shouldRefuseBytesAfterTheRecord() {
    // Given
    final byte[] bytes = codec.encode(Records.threat("t-1"));

    // When
    final var thrown =
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 1)));

    // Then
    thrown.isExactlyInstanceOf(SchemaException.class).hasMessageContaining("1 bytes are left");
  }

  @Test
  void shouldNameTheFieldThatDoesNotFit() {
    // Given
    final ThreatEvent broken = Records.threat("t-1");
    broken.put("tenant_id", null);

    // When
    final var thrown = assertThatThrownBy(() -> codec.encode(broken));

    // Then
    thrown.isExactlyInstanceOf(SchemaException.class).hasMessageContaining("'tenant_id' is null");
  }

  private static byte[] toArray(final java.nio.ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
