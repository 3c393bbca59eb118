package com.nexora.streams.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what others published: the examples of C2SP, of Go's note package, and a live log. */
final class SignedNoteTest {

  private static final String SPEC_KEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  private static final String SPEC_NOTE =
      "This is an example message.\n\n\u2014 example.com/foo "
          + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
  private static final String PETER_SECRET =
      "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  private static final String PETER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  private static final String ENOCH =
      "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
  private static final String TEXT =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n";
  private static final String PETER_LINE =
      "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  private static final String ENOCH_LINE =
      "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

  @Test
  void shouldVerifyTheExampleOfTheSpecification() {
    // Given
    final SignedNote note = parse(SPEC_NOTE);

    // When
    final List<SignedNote.Verified> verified = note.verify(List.of(VerifierKey.parse(SPEC_KEY)));

    // Then
    assertThat(verified).hasSize(1);
    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(VerifierKey.parse(SPEC_KEY)).hasToString(SPEC_KEY);
  }

  @Test
  void shouldSignByteForByteAsGoDoes() {
    // Given
    final SignerKey peter = SignerKey.parse(PETER_SECRET);

    // When
    final byte[] signed = SignedNote.sign(TEXT, peter).bytes();

    // Then
    assertThat(new String(signed, StandardCharsets.UTF_8)).isEqualTo(TEXT + "\n" + PETER_LINE);
    assertThat(peter.verifier()).hasToString(PETER);
    assertThat(peter.secret()).isEqualTo(PETER_SECRET);
    assertThat(peter.toString()).doesNotContain("AYEKFALV");
  }

  @Test
  void shouldIgnoreUnknownSignaturesAndTellApartWhoSigned() {
    // Given
    final SignedNote note = parse(TEXT + "\n" + PETER_LINE + ENOCH_LINE);

    // When
    final List<SignedNote.Verified> one = note.verify(List.of(VerifierKey.parse(ENOCH)));
    final List<SignedNote.Verified> two =
        note.verify(List.of(VerifierKey.parse(ENOCH), VerifierKey.parse(PETER)));

    // Then
    assertThat(one).extracting(v -> v.key().name()).containsExactly("EnochRoot");
    assertThat(two).extracting(v -> v.key().name()).containsExactly("PeterNeumann", "EnochRoot");
  }

  @Test
  void shouldRefuseANoteThatNobodyKnownSigned() {
    // Given
    final SignedNote note = parse(SPEC_NOTE);

    // When / Then
    assertThatThrownBy(() -> note.verify(List.of(VerifierKey.parse(PETER))))
        .isInstanceOfSatisfying(
            NoteException.class,
            e -> assertThat(e.reason()).isEqualTo(NoteException.Reason.UNSIGNED));
  }

  @Test
  void shouldRefuseTheWholeNoteForOneKnownSignatureThatDoesNotFit() {
    // Given
    final SignedNote note = parse(TEXT.replace("answer", "amswer") + "\n" + PETER_LINE);

    // When / Then
    assertThatThrownBy(() -> note.verify(List.of(VerifierKey.parse(PETER))))
        .isInstanceOfSatisfying(
            NoteException.class,
            e -> assertThat(e.reason()).isEqualTo(NoteException.Reason.BAD_SIGNATURE));
  }

  @Test
  void shouldTakeTheLastEmptyLineForTheBorder() {
    // Given
    final String poem =
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \u00e8 subito sera.\n";

    // When
    final SignedNote note =
        parse(
            poem
                + "\n\u2014 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n");

    // Then
    assertThat(note.text()).isEqualTo(poem);
    assertThat(note.signatures().get(0).keyId()).isEqualTo(0x367ba04b);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text\n",
        "text\n\n",
        "text\n\n\u2014 a YWJjZGU=",
        "text\n\n\u2014 a\n",
        "text\n\n- a YWJjZGU=\n",
        "text\n\n\u2014  YWJjZGU=\n",
        "text\n\n\u2014 a b YWJjZGU=\n",
        "text\n\n\u2014 a+b YWJjZGU=\n",
        "text\n\n\u2014 a\u00a0b YWJjZGU=\n",
        "text\n\n\u2014 a YWJjZA==\n",
        "text\n\n\u2014 a YWJjZGU\n",
        "text\n\n\u2014 a YWJjZGV=\n",
        "text\n\n\u2014 a YWJj ZGU=\n",
        "te\u0001xt\n\n\u2014 a YWJjZGU=\n",
        "te\rxt\n\n\u2014 a YWJjZGU=\n",
        "\n\n\u2014 a YWJjZGU=\n",
        "text\n\u2014 a YWJjZGU=\n"
      })
  void shouldRefuseWhatIsNoNote(final String malformed) {
    // When / Then
    assertThatThrownBy(() -> parse(malformed))
        .isInstanceOfSatisfying(
            NoteException.class,
            e -> assertThat(e.reason()).isEqualTo(NoteException.Reason.MALFORMED));
  }

  @Test
  void shouldRefuseBytesThatAreNotUtf8AndNotesThatAreTooLarge() {
    // Given
    final byte[] broken = "te?xt\n\n\u2014 a YWJjZGU=\n".getBytes(StandardCharsets.UTF_8);
    broken[2] = (byte) 0xff;
    final String many = "text\n\n" + "\u2014 a YWJjZGU=\n".repeat(SignedNote.MAX_SIGNATURES + 1);

    // When / Then
    assertThatThrownBy(() -> SignedNote.parse(broken)).isInstanceOf(NoteException.class);
    assertThatThrownBy(() -> SignedNote.parse(new byte[SignedNote.MAX_BYTES + 1]))
        .isInstanceOf(NoteException.class);
    assertThatThrownBy(() -> parse(many)).isInstanceOf(NoteException.class);
    assertThat(
            parse(many.substring(0, many.length() - "\u2014 a YWJjZGU=\n".length())).signatures())
        .hasSize(SignedNote.MAX_SIGNATURES);
  }

  @Test
  void shouldRefuseEveryPieceOfAKeyAndEveryKeyWithOneByteChanged() {
    // Given
    final byte[] key = PETER.getBytes(StandardCharsets.UTF_8);

    // When / Then
    for (int from = 0; from < key.length; from++) {
      for (int to = from; to <= key.length; to++) {
        if (from > 0 || to < key.length) {
          final String piece = PETER.substring(from, to);
          assertThatThrownBy(() -> VerifierKey.parse(piece)).isInstanceOf(NoteException.class);
        }
      }
    }
    for (int i = 0; i < key.length; i++) {
      key[i]++;
      final String changed = new String(key, StandardCharsets.UTF_8);
      key[i]--;
      assertThatThrownBy(() -> VerifierKey.parse(changed)).isInstanceOf(NoteException.class);
    }
  }

  @Test
  void shouldRefusePrivateKeysThatAreNoneWithoutRepeatingThem() {
    // Given
    final String altered = PETER_SECRET.replace("AYEK", "AYEL");

    // When / Then
    for (final String wrong :
        List.of(altered, PETER, PETER_SECRET.substring(1), PETER_SECRET + "AA", "")) {
      assertThatThrownBy(() -> SignerKey.parse(wrong))
          .isInstanceOf(NoteException.class)
          .hasMessageNotContaining("FALVFGyN");
    }
  }

  @Test
  void shouldKeepOneCopyOfASignatureAndOneIdPerName() {
    // Given
    final SignerKey key = SignerKey.parse(PETER_SECRET);
    final SignedNote note = SignedNote.sign(TEXT, key);

    // When
    final SignedNote same = note.with(key.sign(TEXT));
    final SignedNote renamed = note.with(key.named("other").sign(TEXT));

    // Then
    assertThat(same).isEqualTo(note);
    assertThat(renamed.signatures()).hasSize(2);
    assertThat(renamed.verify(List.of(key.verifier().named("other")))).hasSize(1);
    assertThat(key.verifier().named("other").id()).isNotEqualTo(key.verifier().id());
  }

  private static SignedNote parse(final String text) {
    return SignedNote.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
