package com.nexora.streams.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints and cosignatures, on one that a public log and public witnesses signed. */
final class CheckpointTest {

  private static final String LOG =
      "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
  private static final String REMORA =
      "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
  private static final String STAGEMOLE =
      "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv";
  private static final String LITTLE_GARDEN =
      "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM";
  private static final String REAL =
      """
      arche2025h1.staging.ct.transparency.dev
      1432088532
      U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

      \u2014 arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
      \u2014 arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
      \u2014 transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
      \u2014 witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
      \u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
      \u2014 witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
      """;

  @Test
  void shouldReadAndWriteARealCheckpointByteForByte() {
    // When
    final SignedCheckpoint signed = SignedCheckpoint.parse(bytes(REAL));

    // Then
    assertThat(signed.checkpoint().origin()).isEqualTo("arche2025h1.staging.ct.transparency.dev");
    assertThat(signed.checkpoint().size()).isEqualTo(1_432_088_532L);
    assertThat(signed.note().signatures()).hasSize(6);
    assertThat(signed.bytes()).isEqualTo(bytes(REAL));
  }

  @Test
  void shouldVerifyTheLogAndItsWitnesses() {
    // Given
    final SignedCheckpoint signed = SignedCheckpoint.parse(bytes(REAL));

    // When
    final List<SignedNote.Verified> verified =
        signed.verify(
            List.of(
                VerifierKey.parse(LOG),
                VerifierKey.parse(REMORA),
                VerifierKey.parse(STAGEMOLE),
                VerifierKey.parse(LITTLE_GARDEN)));

    // Then
    assertThat(verified).hasSize(4);
    assertThat(verified.get(2).key().type()).isEqualTo(SignatureType.COSIGNATURE_V1);
    assertThat(Instant.ofEpochSecond(verified.get(2).signature().cosignedAt().orElseThrow()))
        .isEqualTo(Instant.parse("2026-05-23T21:50:24Z"));
  }

  @Test
  void shouldJudgeByThePolicy() {
    // Given
    final String policy =
        """
        # two of three
        log %s https://log.example/
        witness remora %s https://remora.example/
        witness\tmole   %s
        witness garden %s
        group  some 2 remora mole garden
        quorum some
        """
            .formatted(LOG, REMORA, STAGEMOLE, LITTLE_GARDEN);
    final String[] lines = REAL.split("(?<=\n)");
    final SignedCheckpoint onlyRemora =
        SignedCheckpoint.parse(
            bytes(lines[0] + lines[1] + lines[2] + lines[3] + lines[5] + lines[8]));

    // When
    final WitnessPolicy.Judgement all =
        WitnessPolicy.parse(policy).judge(SignedCheckpoint.parse(bytes(REAL)));
    final WitnessPolicy.Judgement one = WitnessPolicy.parse(policy).judge(onlyRemora);

    // Then
    assertThat(all.cosigners()).containsExactly("remora", "mole", "garden");
    assertThat(all.enough()).isTrue();
    assertThat(one.cosigners()).containsExactly("remora");
    assertThat(one.enough()).isFalse();
    assertThat(one.log()).hasToString(LOG);
  }

  @Test
  void shouldNotBelieveWitnessesWithoutTheLog() {
    // Given
    final WitnessPolicy policy =
        WitnessPolicy.parse("witness remora %s\nquorum remora\n".formatted(REMORA));

    // When / Then
    assertThatThrownBy(() -> policy.judge(SignedCheckpoint.parse(bytes(REAL))))
        .isInstanceOfSatisfying(
            NoteException.class,
            e -> assertThat(e.reason()).isEqualTo(NoteException.Reason.UNSIGNED));
  }

  @Test
  void shouldRefuseAnotherSize() {
    // Given
    final SignedCheckpoint forged =
        SignedCheckpoint.parse(bytes(REAL.replace("1432088532", "1432088533")));

    // When / Then
    for (final String key : List.of(LOG, REMORA)) {
      assertThatThrownBy(() -> forged.verify(List.of(VerifierKey.parse(key))))
          .isInstanceOfSatisfying(
              NoteException.class,
              e -> assertThat(e.reason()).isEqualTo(NoteException.Reason.BAD_SIGNATURE));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "o\n1\n",
        "o\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=",
        "\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "o\n01\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "o\n-1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "o\n+1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "o\n\u0661\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "o\n9223372036854775808\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "o\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Rp=\n",
        "o\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC\n",
        "o\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n",
        "o\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\nx\n"
      })
  void shouldRefuseWhatIsNoCheckpoint(final String text) {
    // When / Then
    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(NoteException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "witness a REMORA",
        "quorum a",
        "witness a REMORA\nquorum a\nquorum a",
        "witness a REMORA\nwitness b REMORA\nquorum a",
        "witness a REMORA\nwitness a STAGEMOLE\nquorum a",
        "witness none REMORA\nquorum none",
        "witness a LOG\nquorum a",
        "log REMORA\nquorum none",
        "log LOG\nlog LOG\nquorum none",
        "witness a REMORA\ngroup g 0 a\nquorum g",
        "witness a REMORA\ngroup g 2 a\nquorum g",
        "witness a REMORA\ngroup g all a a\nquorum g",
        "witness a REMORA\ngroup g all a\ngroup h all a\nquorum h",
        "witness a REMORA\ngroup g all none\nquorum g",
        "group g all a\nwitness a REMORA\nquorum g",
        "witness a REMORA ftp://a\nquorum a",
        "witness a\u000b REMORA\nquorum a",
        "witnesses a REMORA\nquorum none"
      })
  void shouldRefuseWhatIsNoPolicy(final String text) {
    // Given
    final String policy =
        text.replace("REMORA", REMORA).replace("STAGEMOLE", STAGEMOLE).replace("LOG", LOG);

    // When / Then
    assertThatThrownBy(() -> WitnessPolicy.parse(policy)).isInstanceOf(NoteException.class);
  }

  @Test
  void shouldCosignAsVerified() {
    // Given
    final SignerKey log = SignerKey.generate("log.example/default/0", SignatureType.ED25519);
    final SignerKey witness = SignerKey.generate("witness.example/w", SignatureType.COSIGNATURE_V1);
    final SignedCheckpoint signed =
        SignedCheckpoint.sign(
            new Checkpoint("log.example/default/0", 7, new byte[32], List.of("time 1")), log);

    // When
    final SignedCheckpoint cosigned =
        signed.with(witness.cosign(signed.checkpoint().text(), 1_700_000_000L));
    final SignedCheckpoint read = SignedCheckpoint.parse(cosigned.bytes());

    // Then
    assertThat(read).isEqualTo(cosigned);
    assertThat(read.verify(List.of(log.verifier(), witness.verifier()))).hasSize(2);
    assertThat(SignerKey.parse(witness.secret()).verifier()).isEqualTo(witness.verifier());
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
