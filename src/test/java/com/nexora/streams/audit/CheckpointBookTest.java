package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checkpoints as they stand on their topic where witnesses cosign: first without, then with. */
final class CheckpointBookTest {

  private static final String ORIGIN = "book.example/default/0";
  private static final SignerKey LOG = SignerKey.generate(ORIGIN, SignatureType.ED25519);
  private static final SignerKey WITNESS =
      SignerKey.generate("witness.example/w", SignatureType.COSIGNATURE_V1);
  private static final CheckpointTrust TRUST =
      new CheckpointTrust(
          List.of(),
          WitnessPolicy.parse(
              "log %s\nwitness w %s\nquorum w\n".formatted(LOG.verifier(), WITNESS.verifier())));

  @Test
  void shouldNotCallACheckpointUnsignedThatWaitsForItsWitnesses() {
    // Given
    final List<byte[]> notes =
        List.of(signed(5, 1), cosigned(5, 1), signed(9, 2), cosigned(9, 2), signed(12, 3));

    // When
    final CheckpointBook book = book(notes);

    // Then
    assertThat(book.damages()).isEmpty();
    assertThat(book.of("default/0")).extracting(SignedHead::size).containsExactly(5L, 9L);
  }

  @Test
  void shouldSayThatWitnessesSignedNoneOfThem() {
    // When
    final CheckpointBook book = book(List.of(signed(5, 1), signed(9, 2)));

    // Then
    assertThat(book.damages())
        .singleElement()
        .returns(DamageKind.UNSIGNED, Damage::kind)
        .returns(5L, Damage::firstLeaf);
  }

  @Test
  void shouldTellAForkThatWitnessesWereNotShown() {
    // When
    final CheckpointBook book = book(List.of(cosigned(9, 2), signed(9, 7)));

    // Then
    assertThat(book.damages())
        .singleElement()
        .returns(DamageKind.FORKED, Damage::kind)
        .returns(9L, Damage::firstLeaf);
  }

  private static CheckpointBook book(final List<byte[]> notes) {
    final List<StoredNote> stored = new ArrayList<>();
    for (final byte[] note : notes) {
      stored.add(new StoredNote(note, 1_000, stored.size(), "checkpoints@" + stored.size()));
    }
    return CheckpointBook.read(stored, TRUST);
  }

  private static byte[] signed(final long size, final int root) {
    return checkpoint(size, root).bytes();
  }

  private static byte[] cosigned(final long size, final int root) {
    final SignedCheckpoint signed = checkpoint(size, root);
    return signed.with(WITNESS.cosign(signed.note().text(), 1)).bytes();
  }

  private static SignedCheckpoint checkpoint(final long size, final int fill) {
    final byte[] root = new byte[32];
    root[0] = (byte) fill;
    return SignedCheckpoint.sign(new Checkpoint(ORIGIN, size, root), LOG);
  }
}
