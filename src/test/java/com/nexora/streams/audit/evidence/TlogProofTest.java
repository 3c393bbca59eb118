package com.nexora.streams.audit.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlogProofTest {

  private static final String ORIGIN = "audit.example.com/default/12";
  private static final SignerKey LOG = SignerKey.generate(ORIGIN, SignatureType.ED25519);

  @Test
  void shouldReadWhatItWrites() {
    // Given
    final TlogProof proof = proof(73_894, 109_482);

    // When
    final TlogProof read = TlogProof.parse(proof.text());

    // Then
    assertThat(read.text()).isEqualTo(proof.text());
    assertThat(read.index()).isEqualTo(73_894);
    assertThat(read.hashes()).hasSize(17);
  }

  @Test
  void shouldPassOverExtraData() {
    // Given
    final String text = proof(5, 9).text().replace("@v1\nindex", "@v1\nextra YWJj\nindex");

    // When
    final TlogProof read = TlogProof.parse(text);

    // Then
    assertThat(read.index()).isEqualTo(5);
  }

  @Test
  void shouldTakeAtMostOneAndAHalfKilobytesForOneEntryOfAMillionUnderTwoWitnesses() {
    // Given
    final TlogProof proof = proof(654_321, 1_000_000);
    final SignedCheckpoint cosigned =
        proof
            .checkpoint()
            .with(witness("one.witness.example").cosign(proof.checkpoint().note().text(), 1))
            .with(witness("two.witness.example").cosign(proof.checkpoint().note().text(), 2));

    // When
    final String text = new TlogProof(proof.index(), proof.hashes(), cosigned).text();

    // Then
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1536);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v1\n\nx\n1\nAA==\n\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 007\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\nno checkpoint\n"
      })
  void shouldRefuseWhatIsNoProof(final String text) {
    // When // Then
    assertThatThrownBy(() -> TlogProof.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static SignerKey witness(final String name) {
    return SignerKey.generate(name, SignatureType.COSIGNATURE_V1);
  }

  private static TlogProof proof(final long index, final long size) {
    final Random random = new Random(1);
    final List<byte[]> hashes =
        MerkleProofs.inclusion(
            index,
            size,
            (level, node) -> {
              final byte[] hash = new byte[32];
              random.nextBytes(hash);
              return hash;
            });
    return new TlogProof(
        index, hashes, SignedCheckpoint.sign(new Checkpoint(ORIGIN, size, new byte[32]), LOG));
  }
}
