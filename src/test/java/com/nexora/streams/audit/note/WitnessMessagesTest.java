package com.nexora.streams.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The request and the answers in the specification of witnesses, and what must be refused. */
final class WitnessMessagesTest {

  private static final String CHECKPOINT =
      """
      example.com/behind-the-sofa
      20852163
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      \u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
      \u2014 example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
      """;
  private static final String HASH = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=";
  private static final String REQUEST =
      """
      old 20852014
      PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
      jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
      5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
      /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

      """
          + CHECKPOINT;
  private static final String ANSWER =
      """
      \u2014 witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==
      \u2014 witness.example/w1 I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==
      \u2014 witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==
      """;

  @Test
  void shouldReadAndWriteTheRequestOfTheSpecification() {
    // When
    final AddCheckpointRequest request = AddCheckpointRequest.parse(bytes(REQUEST));

    // Then
    assertThat(request.oldSize()).isEqualTo(20_852_014L);
    assertThat(request.proof()).hasSize(4);
    assertThat(request.checkpoint().checkpoint().size()).isEqualTo(20_852_163L);
    assertThat(request.bytes()).isEqualTo(bytes(REQUEST));
  }

  @Test
  void shouldReadAndWriteTheAnswerOfTheSpecification() {
    // When
    final WitnessAnswer answer = WitnessAnswer.parse(200, null, bytes(ANSWER));

    // Then
    assertThat(answer).isInstanceOf(WitnessAnswer.Cosigned.class);
    assertThat(answer.body()).isEqualTo(ANSWER);
    assertThat(((WitnessAnswer.Cosigned) answer).signatures()).hasSize(3);
  }

  @Test
  void shouldTellTheKindsOfRefusalApart() {
    // When / Then
    assertThat(WitnessAnswer.parse(409, "text/x.tlog.size", bytes("42\n")))
        .isEqualTo(new WitnessAnswer.OtherSize(42));
    assertThat(new WitnessAnswer.OtherSize(42).body()).isEqualTo("42\n");
    assertThat(WitnessAnswer.parse(409, "text/plain", bytes("another root\n")))
        .isEqualTo(new WitnessAnswer.Refused(409, "another root"));
    assertThat(WitnessAnswer.parse(404, null, new byte[0]))
        .isEqualTo(new WitnessAnswer.Refused(404, ""));
    assertThat(WitnessAnswer.unknownLog().status()).isEqualTo(404);
    assertThat(WitnessAnswer.untrusted().status()).isEqualTo(403);
    assertThat(WitnessAnswer.inconsistent().status()).isEqualTo(422);
    assertThat(WitnessAnswer.otherRoot().status()).isEqualTo(409);
    assertThat(WitnessAnswer.bad("x").status()).isEqualTo(400);
    assertThatThrownBy(() -> WitnessAnswer.parse(409, "text/x.tlog.size", bytes("x\n")))
        .isInstanceOf(NoteException.class);
    assertThatThrownBy(() -> WitnessAnswer.parse(200, null, bytes("fine\n")))
        .isInstanceOf(NoteException.class);
    assertThatThrownBy(() -> WitnessAnswer.parse(200, null, new byte[0]))
        .isInstanceOf(NoteException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "old 1\n",
        "old 1\nCHECKPOINT",
        "old 01\n\nCHECKPOINT",
        "old\n\nCHECKPOINT",
        "old -1\n\nCHECKPOINT",
        "OLD 1\n\nCHECKPOINT",
        "old 1\nxyz\n\nCHECKPOINT",
        "old 1\nYWJj\n\nCHECKPOINT",
        "old 1\nTOO_MANY\nCHECKPOINT"
      })
  void shouldRefuseWhatIsNoRequest(final String text) {
    // Given
    final String body =
        text.replace("CHECKPOINT", CHECKPOINT)
            .replace("TOO_MANY", (HASH + "\n").repeat(AddCheckpointRequest.MAX_PROOF + 1));

    // When / Then
    assertThatThrownBy(() -> AddCheckpointRequest.parse(bytes(body)))
        .isInstanceOf(NoteException.class);
  }

  @Test
  void shouldTakeTheLongestProofAndNoProof() {
    // Given
    final SignedCheckpoint checkpoint = SignedCheckpoint.parse(bytes(CHECKPOINT));
    final List<byte[]> longest =
        java.util.Collections.nCopies(AddCheckpointRequest.MAX_PROOF, new byte[32]);

    // When
    final AddCheckpointRequest most = new AddCheckpointRequest(5, longest, checkpoint);
    final AddCheckpointRequest none = new AddCheckpointRequest(0, List.of(), checkpoint);

    // Then
    assertThat(AddCheckpointRequest.parse(most.bytes())).isEqualTo(most);
    assertThat(AddCheckpointRequest.parse(none.bytes())).isEqualTo(none);
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
