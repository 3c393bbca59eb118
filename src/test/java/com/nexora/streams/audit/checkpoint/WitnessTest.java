package com.nexora.streams.audit.checkpoint;

import static com.nexora.streams.audit.checkpoint.Entries.LOG;
import static com.nexora.streams.audit.checkpoint.Entries.entry;
import static com.nexora.streams.audit.checkpoint.Entries.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.audit.note.AddCheckpointRequest;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.audit.note.WitnessAnswer;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The witness against the rules of its specification, and the proofs that are sent to it. */
final class WitnessTest {

  private static final CheckpointKeys LOG_KEYS =
      CheckpointKeys.parse(CheckpointKeys.generate("trail.example"), "trail.example");
  private static final SignerKey LOG_KEY = LOG_KEYS.signer(LOG);
  private static final SignerKey KEY =
      SignerKey.generate("witness.example/w", SignatureType.COSIGNATURE_V1);
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

  @TempDir private Path directory;

  @Test
  void shouldCosignWhatGrewAndRememberItOverARestart() {
    // Given
    final WitnessAnswer first = witness().add(request(0, 5, List.of(), LOG_KEY));

    // When
    final WitnessAnswer second = witness().add(request(5, 9, proof(5, 9), LOG_KEY));
    final WitnessAnswer again = witness().add(request(9, 9, List.of(), LOG_KEY));
    final WitnessAnswer behind = witness().add(request(0, 5, List.of(), LOG_KEY));

    // Then
    assertThat(first.status()).isEqualTo(200);
    assertThat(second).isInstanceOf(WitnessAnswer.Cosigned.class);
    assertThat(again.status()).isEqualTo(200);
    assertThat(behind).isEqualTo(new WitnessAnswer.OtherSize(9));
    final SignedCheckpoint signed =
        checkpoint(9, LOG_KEY).with(((WitnessAnswer.Cosigned) second).signatures().get(0));
    assertThat(signed.verify(List.of(KEY.verifier()))).hasSize(1);
    assertThat(signed.note().signatures().get(1).cosignedAt()).hasValue(1_700_000_000L);
  }

  @Test
  void shouldAnswerEveryFaultAsTheSpecificationSays() {
    // Given
    final Witness witness = witness();
    witness.add(request(0, 5, List.of(), LOG_KEY));
    final SignerKey stranger = SignerKey.generate(LOG_KEY.verifier().name(), SignatureType.ED25519);
    final SignerKey other = SignerKey.generate("other.example", SignatureType.ED25519);

    // When / Then
    assertThat(witness.add("old".getBytes()).status()).isEqualTo(400);
    assertThat(witness.add(request(9, 5, List.of(), LOG_KEY)).status()).isEqualTo(400);
    assertThat(witness.add(request(5, 9, proof(5, 9), stranger)).status()).isEqualTo(403);
    assertThat(witness.add(request("other.example", other)).status()).isEqualTo(404);
    assertThat(witness.add(request(4, 9, proof(4, 9), LOG_KEY)))
        .isEqualTo(new WitnessAnswer.OtherSize(5));
    assertThat(witness.add(request(5, 9, proof(4, 9), LOG_KEY)).status()).isEqualTo(422);
    assertThat(witness.add(request(5, 9, List.of(), LOG_KEY)).status()).isEqualTo(422);
    assertThat(witness.add(forked(5)).status()).isEqualTo(409);
    assertThat(witness.add(request(5, 9, proof(5, 9), LOG_KEY)).status()).isEqualTo(200);
  }

  @Test
  void shouldBeAskedOverHttpAndLearnTheSizeThatItKnows() throws Exception {
    // Given
    try (WitnessServer server = new WitnessServer(witness(), "127.0.0.1", 0)) {
      final URI url = URI.create("http://127.0.0.1:" + server.port());
      final WitnessPolicy policy =
          WitnessPolicy.parse("witness w %s %s\nquorum w\n".formatted(KEY.verifier(), url));
      final WitnessClient client = new WitnessClient(Duration.ofSeconds(5));
      witness().add(request(0, 5, List.of(), LOG_KEY));
      final Cosigning cosigning =
          new Cosigning(
              policy,
              (witness, request) -> client.add(witness.url().orElseThrow(), request),
              (old, to) -> java.util.Optional.of(proof((int) old, (int) to.range().size())));

      // When
      final Cosigning.Cosigned cosigned = cosigning.cosign(published(9));
      final Cosigning.Cosigned beat = cosigning.cosign(published(9));

      // Then
      assertThat(cosigned.enough()).isTrue();
      assertThat(cosigned.checkpoint().signed().verify(List.of(KEY.verifier()))).hasSize(1);
      assertThat(beat.enough()).isTrue();
    }
  }

  @Test
  void shouldGoOnWithoutAWitnessThatDoesNotAnswer() throws Exception {
    // Given
    final WitnessPolicy policy =
        WitnessPolicy.parse(
            "witness w %s http://127.0.0.1:1/\nquorum w\n".formatted(KEY.verifier()));
    final WitnessClient client = new WitnessClient(Duration.ofMillis(500));
    final Cosigning cosigning =
        new Cosigning(
            policy,
            (witness, request) -> client.add(witness.url().orElseThrow(), request),
            (old, to) -> java.util.Optional.empty());

    // When
    final Cosigning.Cosigned cosigned = cosigning.cosign(published(9));

    // Then
    assertThat(cosigned.enough()).isFalse();
    assertThat(cosigned.checkpoint()).isEqualTo(published(9));
  }

  @Property(tries = 300)
  void shouldProveEveryGrowth(
      @ForAll @IntRange(min = 1, max = 200) final int from,
      @ForAll @IntRange(min = 0, max = 200) final int more) {
    // Given
    final int to = from + more;

    // When
    final List<byte[]> proof = proof(from, to);

    // Then
    assertThat(
            MerkleProofs.verifyConsistency(from, to, range(from).root(), range(to).root(), proof))
        .isTrue();
  }

  private Witness witness() {
    return new Witness(KEY, List.of(LOG_KEY.verifier()), new WitnessState(directory), CLOCK);
  }

  private static PublishedCheckpoint published(final int size) {
    return new PublishedCheckpoint(checkpoint(size, LOG_KEY), range(size), size);
  }

  private static SignedCheckpoint checkpoint(final int size, final SignerKey key) {
    return SignedCheckpoint.sign(
        new Checkpoint(LOG_KEYS.originOf(LOG), size, range(size).root()), key);
  }

  private static byte[] request(
      final int old, final int size, final List<byte[]> proof, final SignerKey key) {
    return new AddCheckpointRequest(old, proof, checkpoint(size, key)).bytes();
  }

  private static byte[] request(final String origin, final SignerKey key) {
    return new AddCheckpointRequest(
            0, List.of(), SignedCheckpoint.sign(new Checkpoint(origin, 1, new byte[32]), key))
        .bytes();
  }

  private static byte[] forked(final int size) {
    return new AddCheckpointRequest(
            size,
            List.of(),
            SignedCheckpoint.sign(
                new Checkpoint(LOG_KEYS.originOf(LOG), size, new byte[32]), LOG_KEY))
        .bytes();
  }

  private static List<byte[]> proof(final int from, final int to) {
    final Growth growth = new Growth(range(from));
    for (int i = from; i < to; i++) {
      growth.add(MerkleHash.leaf(entry(i)));
    }
    return growth.proof();
  }
}
