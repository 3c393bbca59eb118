package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.ThreatEvent;
import com.nexora.streams.testkit.InMemorySchemaRegistry;
import com.nexora.streams.testkit.RecordArbitraries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the answer is a record or a {@link SchemaException}, at a bounded price. */
class CorruptBytesTest {

  private static final String TOPIC = "threat.events";
  private static final String SECRET = "s3cr3t";

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final Serde<ThreatEvent> serde =
      new AvroSerdes(registry, Map.of()).value(ThreatEvent.class);

  @Property(tries = 2_000)
  void shouldNeverThrowAnythingButASchemaException(
      @ForAll("threats") final ThreatEvent threat, @ForAll final long seed) {
    // Given
    final byte[] bytes = damage(serde.serializer().serialize(TOPIC, threat), new Random(seed));

    // When
    final SchemaException thrown = refusal(bytes);

    // Then
    assertThat(thrown == null ? TOPIC : thrown.getMessage()).contains(TOPIC);
  }

  @Property(tries = 1_000)
  void shouldNeverThrowAnythingButASchemaExceptionOutOfAStore(
      @ForAll("threats") final ThreatEvent threat, @ForAll final long seed) {
    // Given
    final StoreCodec<ThreatEvent> codec = new StoreCodec<>(ThreatEvent.getClassSchema());
    final byte[] bytes = damage(codec.encode(threat), new Random(seed));

    // When
    SchemaException thrown = null;
    try {
      codec.decode(bytes);
    } catch (final SchemaException e) {
      thrown = e;
    }

    // Then
    assertThat(thrown == null ? "store" : thrown.getMessage()).contains("store");
  }

  @Property(tries = 500)
  void shouldNeverQuoteThePayload(@ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    final ThreatEvent threat = Records.threat(SECRET);
    threat.setName(SECRET.repeat(5));
    final byte[] bytes = damage(serde.serializer().serialize(TOPIC, threat), random);

    // When
    final SchemaException thrown = refusal(bytes);

    // Then
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      assertThat(String.valueOf(t.getMessage())).doesNotContain(SECRET);
    }
  }

  @Test
  void shouldNotAllocateWhatALyingLengthAsksFor() throws IOException {
    // Given
    final Schema schema = ThreatEvent.getClassSchema();
    final int id = registry.register(schema);
    final int observables = schema.getField("observables").pos();
    final byte[] text = lying(id, schema, 0, Integer.MAX_VALUE - 8L);
    final byte[] array = lying(id, schema, observables, Integer.MAX_VALUE - 8L);
    final byte[] map = lying(id, schema, schema.getField("metadata").pos(), 1L << 30);
    final byte[] negative = lying(id, schema, observables, Long.MIN_VALUE);
    refusal(text);

    // When
    final long before = allocated();
    final SchemaException[] thrown = {
      refusal(text), refusal(array), refusal(map), refusal(negative)
    };
    final long after = allocated();

    // Then
    assertThat(thrown).doesNotContainNull();
    assertThat(after - before).isLessThan(2_000_000);
  }

  @Test
  void shouldRefuseEndlessArraysOfNothing() throws IOException {
    // Given
    final Schema ours =
        SchemaBuilder.record("Empties")
            .fields()
            .name("nulls")
            .type()
            .array()
            .items()
            .nullType()
            .noDefault()
            .endRecord();
    final ByteArrayOutputStream out = header(registry.register(ours));
    final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeLong(Integer.MAX_VALUE - 8L);
    encoder.flush();
    final WireReader<IndexedRecord> generic = WireReader.generic(registry);

    // When
    final var thrown =
        assertThatThrownBy(() -> generic.read(TOPIC, out.toByteArray(), 0, out.size()));

    // Then
    thrown.isInstanceOf(SchemaException.class);
  }

  @Test
  void shouldRefuseNestingWithoutEnd() throws IOException {
    // Given
    final Schema chain =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Chain\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Chain\"]}]}");
    final ByteArrayOutputStream out = header(registry.register(chain));
    for (int i = 0; i < 900_000; i++) {
      out.write(2);
    }
    final WireReader<IndexedRecord> generic = WireReader.generic(registry);

    // When
    final var thrown =
        assertThatThrownBy(() -> generic.read(TOPIC, out.toByteArray(), 0, out.size()));

    // Then
    thrown.isInstanceOf(SchemaException.class).hasMessageContaining("nested");
  }

  @Provide
  Arbitrary<ThreatEvent> threats() {
    return RecordArbitraries.of(ThreatEvent.getClassSchema());
  }

  private SchemaException refusal(final byte[] bytes) {
    try {
      serde.deserializer().deserialize(TOPIC, bytes);
      return null;
    } catch (final SchemaException e) {
      return e;
    }
  }

  /** A record whose fields before the given one are empty and which claims a length there. */
  private static byte[] lying(final int id, final Schema schema, final int field, final long length)
      throws IOException {
    final ByteArrayOutputStream out = header(id);
    final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    for (final Schema.Field before : schema.getFields().subList(0, field)) {
      if (before.schema().getType() == Schema.Type.DOUBLE) {
        encoder.writeDouble(0);
      } else {
        encoder.writeLong(0);
      }
    }
    encoder.writeLong(length);
    encoder.flush();
    out.write(new byte[100]);
    return out.toByteArray();
  }

  private static ByteArrayOutputStream header(final int id) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, 0, 0, (byte) id});
    return out;
  }

  private static byte[] damage(final byte[] bytes, final Random random) {
    byte[] damaged = bytes.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (damaged.length == 0) {
        return damaged;
      }
      final int at = random.nextInt(damaged.length);
      switch (random.nextInt(4)) {
        case 0 -> damaged[at] = (byte) random.nextInt();
        case 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> damaged = Arrays.copyOf(damaged, at);
        default -> damaged = Arrays.copyOf(damaged, damaged.length + 1 + random.nextInt(20));
      }
    }
    return damaged;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
