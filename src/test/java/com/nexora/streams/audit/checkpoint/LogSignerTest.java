package com.nexora.streams.audit.checkpoint;

import static com.nexora.streams.audit.checkpoint.Entries.LOG;
import static com.nexora.streams.audit.checkpoint.Entries.entry;
import static com.nexora.streams.audit.checkpoint.Entries.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedNote;
import com.nexora.streams.audit.note.VerifierKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogSignerTest {

  private static final CheckpointKeys KEYS = keys();
  private static final SigningPace PACE = new SigningPace(10, Duration.ofSeconds(10));
  private static final long T = 1_700_000_000_000L;

  @Test
  void shouldSignOnlyAHeadOnWhichLeavesAndSequencerAgree() {
    // Given
    final LogSigner signer = fresh();

    // When
    final Optional<PublishedCheckpoint> before = signer.due(T);
    signer.head(3, range(3).root());
    leaves(signer, 0, 2);
    final Optional<PublishedCheckpoint> half = signer.due(T);
    leaves(signer, 2, 3);
    final Optional<PublishedCheckpoint> whole = signer.due(T);

    // Then
    assertThat(before).isEmpty();
    assertThat(half).isEmpty();
    assertThat(whole.orElseThrow().signed().checkpoint().size()).isEqualTo(3);
    assertThat(whole.orElseThrow().signed().checkpoint().root()).isEqualTo(range(3).root());
    assertThat(whole.orElseThrow().signed().checkpoint().origin())
        .isEqualTo("trail.example/default/0");
  }

  @Test
  void shouldStateTheTimeByACosignatureUnderTheInstallationsName() {
    // Given
    final LogSigner signer = grown(3);

    // When
    final List<SignedNote.Verified> verified =
        signer.due(T).orElseThrow().signed().verify(KEYS.own(LOG));

    // Then
    assertThat(verified)
        .extracting(signature -> signature.key().name())
        .containsExactly("trail.example/default/0", "trail.example");
    assertThat(verified.get(1).key().type()).isEqualTo(SignatureType.COSIGNATURE_V1);
    assertThat(verified.get(1).signature().cosignedAt()).hasValue(T / 1_000);
  }

  @Test
  void shouldSignAfterEnoughEntriesOrEnoughTimeAndBeatWhenNothingHappens() {
    // Given
    final LogSigner signer = grown(3);
    signer.published(signer.due(T).orElseThrow(), T);

    // When
    final Optional<PublishedCheckpoint> soon = signer.due(T + 9_999);
    final PublishedCheckpoint beat = signer.due(T + 10_000).orElseThrow();
    signer.published(beat, T + 10_000);
    signer.head(13, range(13).root());
    leaves(signer, 3, 13);
    final Optional<PublishedCheckpoint> grown = signer.due(T + 10_001);

    // Then
    assertThat(soon).isEmpty();
    assertThat(beat.signed().checkpoint().size()).isEqualTo(3);
    assertThat(grown.orElseThrow().signed().checkpoint().size()).isEqualTo(13);
  }

  @Test
  void shouldRefuseAHeadThatItsLeavesDoNotGive() {
    // Given
    final LogSigner early = fresh();
    early.head(3, range(4).root());
    final LogSigner late = fresh();
    late.head(3, range(3).root());
    leaves(late, 0, 3);

    // When / Then
    assertThatThrownBy(() -> leaves(early, 0, 3))
        .isInstanceOfSatisfying(
            LogFault.class, e -> assertThat(e.kind()).isEqualTo(LogFault.Kind.FORKED));
    assertThatThrownBy(() -> late.head(3, range(2).root())).isInstanceOf(LogFault.class);
  }

  @Test
  void shouldRefuseEntriesThatOneSequencerCannotHaveWritten() {
    // Given
    final LogSigner signer = grown(3);

    // When / Then
    assertFault(signer, entry(2), LogFault.Kind.FORKED, "claims leaf 2");
    assertFault(signer, entry(5), LogFault.Kind.CUT, "3 to 4 are missing");
    assertFault(signer, entry("default/1", 3, ""), LogFault.Kind.FORKED, "default/1");
    assertFault(signer, new byte[0], LogFault.Kind.FORKED, "no sealed entry");
    assertThat(signer.size()).isEqualTo(3);
  }

  @Test
  void shouldGoOnFromTheLastCheckpointAndNeverBehindIt() {
    // Given
    final PublishedCheckpoint last = grown(5).due(T).orElseThrow();
    final PublishedCheckpoint read = PublishedCheckpoint.parse(last.value(), last.headers());

    // When
    final LogSigner next = new LogSigner(LOG, KEYS, PACE, read, 0, T);
    next.head(4, range(4).root());
    next.head(6, range(6).root());
    next.leaf(next.nextOffset(), entry(5));

    // Then
    assertThat(next.due(T + 1).orElseThrow().signed().checkpoint().size()).isEqualTo(6);
  }

  @Test
  void shouldNotContinueACheckpointOfAnotherKeyOrOrigin() {
    // Given
    final PublishedCheckpoint last = grown(5).due(T).orElseThrow();

    // When / Then
    for (final CheckpointKeys other :
        List.of(keys(), CheckpointKeys.parse(secret(), "other.example"))) {
      assertThatThrownBy(() -> new LogSigner(LOG, other, PACE, last, 0, T))
          .isInstanceOfSatisfying(
              LogFault.class, e -> assertThat(e.kind()).isEqualTo(LogFault.Kind.CHECKPOINT));
    }
  }

  @Test
  void shouldContinueUnderANewKeyWhileTheOldOneIsStillListed() {
    // Given
    final String old = CheckpointKeys.generate("trail.example");
    final CheckpointKeys before = CheckpointKeys.parse(old, "trail.example");
    final CheckpointKeys after =
        CheckpointKeys.parse(
            old + "\n" + CheckpointKeys.generate("trail.example"), "trail.example");
    final LogSigner signer = new LogSigner(LOG, before, PACE, null, 0, T);
    signer.head(2, range(2).root());
    leaves(signer, 0, 2);
    final PublishedCheckpoint last = signer.due(T).orElseThrow();
    final LogSigner rotated = new LogSigner(LOG, after, PACE, last, 0, T);

    // When
    final PublishedCheckpoint change = rotated.due(T).orElseThrow();
    rotated.published(change, T);
    final PublishedCheckpoint next = rotated.due(T + 10_000).orElseThrow();

    // Then
    final String line = change.signed().checkpoint().extensions().get(0);
    assertThat(line).startsWith(LogSigner.KEY_CHANGE);
    final VerifierKey learnt = VerifierKey.parse(line.substring(LogSigner.KEY_CHANGE.length()));
    assertThat(change.signed().verify(before.verifiers(LOG))).hasSize(1);
    assertThat(change.signed().verify(List.of(learnt))).hasSize(1);
    assertThat(next.signed().verify(List.of(learnt))).hasSize(1);
    assertThat(next.signed().checkpoint().extensions()).isEmpty();
    assertThat(next.signed().verify(after.own(LOG))).hasSize(2);
    assertThatThrownBy(() -> next.signed().verify(before.own(LOG)))
        .isInstanceOf(NoteException.class);
  }

  @Test
  void shouldGoOnAfterALossUnderANewKeyAloneWithoutAChainOfTrust() {
    // Given
    final CheckpointKeys lost = CheckpointKeys.parse(secret(), "trail.example");
    final CheckpointKeys fresh =
        CheckpointKeys.parse(lost.signing() + "\n" + secret(), "trail.example");
    final LogSigner signer = new LogSigner(LOG, lost, PACE, null, 0, T);
    signer.head(2, range(2).root());
    leaves(signer, 0, 2);
    final PublishedCheckpoint last = signer.due(T).orElseThrow();

    // When
    final PublishedCheckpoint next =
        new LogSigner(LOG, fresh, PACE, last, 0, T).due(T).orElseThrow();

    // Then
    assertThat(next.signed().checkpoint().extensions()).isEmpty();
    assertThat(next.signed().verify(List.of(fresh.signing().named(lost.originOf(LOG))))).hasSize(1);
    assertThatThrownBy(() -> next.signed().verify(lost.own(LOG))).isInstanceOf(NoteException.class);
  }

  @Test
  void shouldRefuseAPublishedRangeThatDoesNotGiveTheSignedRoot() {
    // Given
    final PublishedCheckpoint last = grown(5).due(T).orElseThrow();
    final java.util.Map<String, byte[]> headers = new java.util.HashMap<>(last.headers());
    headers.put(PublishedCheckpoint.RANGE_HEADER, range(6).flat());

    // When / Then
    assertThatThrownBy(() -> PublishedCheckpoint.parse(last.value(), headers))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PublishedCheckpoint.parse(last.value(), java.util.Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldNotTakeForACutWhatExpiredBeforeAnyHeadWasSigned() {
    // Given
    final LogSigner late = new LogSigner(LOG, KEYS, PACE, null, 20, T);

    // When / Then
    assertFault(late, entry(7), LogFault.Kind.CHECKPOINT, "its leaves before 7 expired");
    assertFault(fresh(), entry(7), LogFault.Kind.CUT, "0 to 6 are missing");
  }

  private static void assertFault(
      final LogSigner signer, final byte[] entry, final LogFault.Kind kind, final String message) {
    assertThatThrownBy(() -> signer.leaf(signer.nextOffset(), entry))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(LogFault.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static LogSigner fresh() {
    return new LogSigner(LOG, KEYS, PACE, null, 0, T);
  }

  private static LogSigner grown(final int size) {
    final LogSigner signer = fresh();
    signer.head(size, range(size).root());
    leaves(signer, 0, size);
    return signer;
  }

  private static void leaves(final LogSigner signer, final int from, final int to) {
    for (int i = from; i < to; i++) {
      signer.leaf(i, entry(i));
    }
  }

  private static CheckpointKeys keys() {
    return CheckpointKeys.parse(secret(), "trail.example");
  }

  private static String secret() {
    return CheckpointKeys.generate("trail.example");
  }
}
