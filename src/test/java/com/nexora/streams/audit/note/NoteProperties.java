package com.nexora.streams.audit.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What is written is read again; what was altered anywhere is not believed. */
final class NoteProperties {

  private static final SignerKey LOG = SignerKey.generate("log.example/a", SignatureType.ED25519);
  private static final SignerKey WITNESS =
      SignerKey.generate("witness.example/\u00fc", SignatureType.COSIGNATURE_V1);
  private static final List<VerifierKey> KEYS = List.of(LOG.verifier(), WITNESS.verifier());

  @Property(tries = 200)
  void shouldReadWhatItWrote(
      @ForAll("lines") final String origin,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) final long size,
      @ForAll @Size(32) final byte[] root,
      @ForAll("extensions") final List<String> extensions,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) final long seconds) {
    // Given
    final Checkpoint checkpoint = new Checkpoint(origin, size, root, extensions);
    final SignedCheckpoint signed =
        SignedCheckpoint.sign(checkpoint, LOG).with(WITNESS.cosign(checkpoint.text(), seconds));

    // When
    final SignedCheckpoint read = SignedCheckpoint.parse(signed.bytes());

    // Then
    assertThat(read).isEqualTo(signed);
    assertThat(read.bytes()).isEqualTo(signed.bytes());
    assertThat(read.verify(KEYS)).hasSize(2);
  }

  @Property(tries = 500)
  void shouldNotBelieveANoteWithOneBitChanged(
      @ForAll @IntRange(min = 0, max = 100_000) final int place,
      @ForAll @IntRange(min = 0, max = 7) final int bit) {
    // Given
    final Checkpoint checkpoint = new Checkpoint("log.example/a", 12_345, new byte[32]);
    final SignedCheckpoint signed =
        SignedCheckpoint.sign(checkpoint, LOG)
            .with(WITNESS.cosign(checkpoint.text(), 1_700_000_000));
    final byte[] altered = signed.bytes();
    altered[place % altered.length] ^= (byte) (1 << bit);

    // When
    final int believed = believed(altered);

    // Then
    assertThat(believed).isLessThan(2);
  }

  @Property(tries = 200)
  void shouldNeverFailOtherwiseThanByRefusing(@ForAll @Size(max = 300) final byte[] hostile) {
    // When
    final int believed = believed(hostile);

    // Then
    assertThat(believed).isZero();
  }

  @Property(tries = 100)
  void shouldNotTakeASignatureOfAnotherText(
      @ForAll @LongRange(min = 0, max = 1_000) final long one,
      @ForAll @LongRange(min = 1_001, max = 2_000) final long other) {
    // Given
    final NoteSignature signature =
        LOG.sign(new Checkpoint("log.example/a", one, new byte[32]).text());
    final SignedNote note =
        new SignedNote(
            new Checkpoint("log.example/a", other, new byte[32]).text(), List.of(signature));

    // When
    final int believed = believed(note.bytes());

    // Then
    assertThat(believed).isZero();
  }

  /** How many signatures hold; a text that is refused has none. */
  private static int believed(final byte[] bytes) {
    try {
      final SignedCheckpoint read = SignedCheckpoint.parse(bytes);
      AddCheckpointRequest.parse(new AddCheckpointRequest(0, List.of(), read).bytes());
      return (int) read.verify(KEYS).stream().map(SignedNote.Verified::key).distinct().count();
    } catch (final NoteException e) {
      return 0;
    }
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.strings().ofMinLength(1).ofMaxLength(40).filter(NoteProperties::isLine);
  }

  @Provide
  Arbitrary<List<String>> extensions() {
    return lines().list().ofMaxSize(3);
  }

  private static boolean isLine(final String text) {
    return text.chars().allMatch(c -> c >= ' ')
        && java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
