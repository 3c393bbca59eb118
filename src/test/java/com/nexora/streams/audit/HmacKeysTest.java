package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HmacKeysTest {

  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path directory;

  @Test
  void shouldSealWithTheHighestVersion() {
    // When
    final HmacKeys keys = HmacKeys.parse("2:" + KEY + "\n# older\n1:" + KEY + "\n");

    // Then
    assertThat(keys.currentVersion()).isEqualTo(2);
    assertThat(keys.knows(1)).isTrue();
    assertThat(keys.knows(3)).isFalse();
  }

  @Test
  void shouldComputeTheHmacOfRfc4231() {
    // Given
    final byte[] key = new byte[32];
    java.util.Arrays.fill(key, 0, 20, (byte) 0x0b);
    final HmacKeys keys = HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(key));

    // When
    final byte[] hmac = keys.sign(1, "Hi There".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    // Then: HMAC pads a key with zero bytes, so 20 bytes 0b and 12 zeros are test case 1.
    assertThat(java.util.HexFormat.of().formatHex(hmac))
        .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", ":abc", "0:AAAA", "x:AAAA", "1:@@@@", "1:AAAA", "secretsecret:AAAA"})
  void shouldRefuseWhatIsNoKeyWithoutRepeatingIt(final String text) {
    // Then
    assertThatThrownBy(() -> HmacKeys.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("secretsecret", "@@@@", "AAAA");
  }

  @Test
  void shouldRefuseAVersionTwice() {
    // Then
    assertThatThrownBy(() -> HmacKeys.parse("1:" + KEY + ",1:" + KEY))
        .hasMessageContaining("repeats version 1")
        .message()
        .doesNotContain(KEY);
  }

  @Test
  void shouldRefuseAFileThatOthersMayRead() throws Exception {
    // Given
    final Path file = directory.resolve("keys");
    Files.writeString(file, "1:" + KEY);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));

    // Then
    assertThatThrownBy(() -> HmacKeys.load(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void shouldMakeAPrivateFileOnceAndThenReadIt() throws Exception {
    // Given
    final Path file = directory.resolve("new/keys");

    // When
    final byte[] first = HmacKeys.generate(file).sign(1, new byte[32]);
    final byte[] second = HmacKeys.generate(file).sign(1, new byte[32]);

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldNeverPrintAKey() {
    // When
    final String text = HmacKeys.parse("1:" + KEY).toString();

    // Then
    assertThat(text).contains("1").doesNotContain(KEY);
  }
}
