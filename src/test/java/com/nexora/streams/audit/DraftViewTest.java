package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEntry;
import com.nexora.events.AuditEvent;
import com.nexora.events.Sha256;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

/** Sealing a draft's bytes as they stand must give what decoding and encoding it would give. */
final class DraftViewTest {

  private static final StoreCodec<AuditEvent> CODEC = new StoreCodec<>(AuditEvent.getClassSchema());
  private static final byte[] PREVIOUS = new byte[32];

  private final DraftView view = new DraftView();

  @Property(tries = 2_000)
  void shouldMakeTheEntryThatEncodingTheDecodedDraftMakes(
      @ForAll("drafts") final AuditEvent draft,
      @ForAll @IntRange(max = 1 << 30) final int leaf,
      @ForAll @IntRange(max = 1 << 20) final int sequence) {
    // Given
    final byte[] bytes = body(draft);

    // When
    final boolean plain = view.read(bytes, 0, bytes.length);

    // Then
    assertThat(plain).isTrue();
    assertThat(AuditFormat.entryBytes("default/3", leaf, sequence, PREVIOUS, view))
        .isEqualTo(
            AuditFormat.entryBytes(
                new AuditEntry(
                    "default/3", (long) leaf, (long) sequence, new Sha256(PREVIOUS), draft)));
    assertThat(view.auditId()).isEqualTo(draft.getAuditId());
    assertThat(view.tenantId()).isEqualTo(draft.getTenantId());
    assertThat(view.eventType()).isEqualTo(draft.getEventType());
    assertThat(view.occurredAt()).isEqualTo(draft.getOccurredAt());
    assertThat(view.correlationId())
        .isEqualTo(
            draft.getCorrelationId() == null ? draft.getAuditId() : draft.getCorrelationId());
    assertThat(view.demandsEncryption())
        .isEqualTo(draft.getEncrypted() && draft.getCiphertext() == null);
  }

  @Property(tries = 5_000)
  void shouldTakeDamagedBytesAsTheyAreOnlyIfDecodingAndEncodingGivesThemBack(
      @ForAll("drafts") final AuditEvent draft, @ForAll final Random random) {
    // Given
    final byte[] bytes = damaged(body(draft), random);

    // When
    final boolean plain = view.read(bytes, 0, bytes.length);

    // Then
    if (plain) {
      assertThat(body(decode(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void shouldNotTakeAMapAsItIsWhoseKeysAreNotAscending() throws Exception {
    // Given
    final byte[] sorted = body(example(Map.of("a", "1", "b", "2")));
    final byte[] swapped = sorted.clone();
    final int end = swapped.length;
    // ... 04 02 'a' 02 '1' 02 'b' 02 '2' 00
    swapped[end - 8] = 'b';
    swapped[end - 4] = 'a';

    // When
    final boolean plain = view.read(swapped, 0, end);

    // Then
    assertThat(view.read(sorted, 0, end)).isTrue();
    assertThat(plain).isFalse();
  }

  private static byte[] damaged(final byte[] bytes, final Random random) {
    final byte[] damaged =
        random.nextInt(4) == 0
            ? Arrays.copyOf(bytes, Math.max(1, bytes.length + random.nextInt(5) - 2))
            : bytes.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      damaged[random.nextInt(damaged.length)] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4));
    }
    return damaged;
  }

  @Provide
  Arbitrary<AuditEvent> drafts() {
    final Arbitrary<String> text =
        Arbitraries.strings().ofMaxLength(70).alpha().numeric().withChars("äß€ :/-");
    final Arbitrary<Map<String, String>> metadata =
        Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(12), text).ofMaxSize(5);
    final Arbitrary<List<String>> texts = text.list().ofMaxSize(4);
    final Arbitrary<byte[]> bytes =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(300).injectNull(0.4);
    return Combinators.combine(
            text, text, text.injectNull(0.4), Arbitraries.longs(), metadata, texts, bytes)
        .as(DraftViewTest::draft);
  }

  private static AuditEvent draft(
      final String id,
      final String tenant,
      final String optional,
      final Long time,
      final Map<String, String> metadata,
      final List<String> texts,
      final byte[] bytes) {
    final AuditEvent draft = example(metadata);
    draft.setAuditId(id);
    draft.setTenantId(tenant);
    draft.setAgent(optional);
    draft.setCorrelationId(optional);
    draft.setEncryptionKey(optional);
    draft.setOccurredAt(time);
    draft.setSourceOffset(time);
    draft.setRetentionUntil(optional == null ? null : time);
    draft.setFrameworks(texts);
    draft.setSubjects(texts);
    draft.setEncrypted(texts.size() % 2 == 0);
    draft.setCiphertext(bytes == null ? null : ByteBuffer.wrap(bytes));
    draft.setKeyCommitment(bytes == null ? null : ByteBuffer.wrap(bytes));
    return draft;
  }

  private static AuditEvent example(final Map<String, String> metadata) {
    return AuditEvent.newBuilder()
        .setAuditId("id")
        .setTenantId("acme")
        .setEventType("data.access")
        .setCategory("DATA_ACCESS")
        .setAction("read")
        .setActor("svc 😀")
        .setOccurredAt(1)
        .setMetadata(new TreeMap<>(metadata))
        .build();
  }

  /** As the inbox holds it behind the wire header. */
  private static byte[] body(final AuditEvent draft) {
    final byte[] stored = CODEC.encode(draft);
    return Arrays.copyOfRange(stored, StoreCodec.HEADER, stored.length);
  }

  private static AuditEvent decode(final byte[] bytes) {
    try {
      return new SpecificDatumReader<AuditEvent>(AuditEvent.getClassSchema())
          .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    } catch (final Exception e) {
      throw new AssertionError("taken as plain, but it cannot be decoded", e);
    }
  }
}
