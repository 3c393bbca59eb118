package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivacyKeysTest {

  private static final String FIRST = "pseudonym:" + key(9) + "\nkek:1:" + key(1);
  private static final byte[] DATA_KEY = new byte[32];

  @Test
  void shouldUnwrapWithAnOlderVersionAndWrapWithTheHighest() {
    // Given
    final byte[] wrapped = parse(FIRST).wrap("acme", "k", DATA_KEY);

    // When
    final PrivacyKeys rotated = parse(FIRST + "\nkek:2:" + key(2));

    // Then
    assertThat(rotated.unwrap("acme", "k", wrapped)).isEqualTo(DATA_KEY);
    assertThat(PrivacyKeys.versionOf(wrapped)).isEqualTo(1);
    assertThat(PrivacyKeys.versionOf(rotated.wrap("acme", "k", DATA_KEY))).isEqualTo(2);
  }

  @Test
  void shouldKeepTenantsAndKeysApart() {
    // Given
    final PrivacyKeys keys = parse(FIRST);

    // When
    final byte[] wrapped = keys.wrap("acme", "k", DATA_KEY);

    // Then
    assertThatThrownBy(() -> keys.unwrap("other", "k", wrapped)).hasMessageContaining("unwrap");
    assertThatThrownBy(() -> keys.unwrap("acme", "l", wrapped)).hasMessageContaining("unwrap");
  }

  @Test
  void shouldSayWhichVersionIsMissing() {
    // Given
    final byte[] wrapped = parse(FIRST + "\nkek:2:" + key(2)).wrap("acme", "k", DATA_KEY);

    // When
    final PrivacyKeys older = parse(FIRST);

    // Then
    assertThatThrownBy(() -> older.unwrap("acme", "k", wrapped))
        .hasMessageContaining("version 2")
        .hasMessageContaining("[1]");
  }

  @Test
  void shouldRefuseWhatIsNoKeyWithoutRepeatingIt() {
    // Then
    assertThatThrownBy(() -> parse("pseudonym:" + key(1))).hasMessageContaining("kek:1:");
    assertThatThrownBy(() -> parse("kek:1:" + key(1))).hasMessageContaining("pseudonym");
    assertThatThrownBy(() -> parse(FIRST + "\nkek:1:" + key(2))).hasMessageContaining("repeats");
    assertThatThrownBy(() -> parse("secret-stuff"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret-stuff"));
    assertThatThrownBy(() -> parse("pseudonym:c2hvcnQ=")).hasMessageContaining("5 bytes");
  }

  @Test
  void shouldSayThatNoClientOfTheKmsIsThere() {
    // Then
    assertThatThrownBy(() -> PrivacyKeys.parse(FIRST, Optional.of("gcp-kms://projects/p/k")))
        .hasMessageContaining("gcp-kms://projects/p/k")
        .hasMessageContaining("class path");
  }

  @Test
  void shouldMakeAFileOnceThatOnlyItsOwnerReads(@TempDir final Path directory) throws Exception {
    // Given
    final Path file = directory.resolve("keys/privacy.keys");

    // When
    final String first = PrivacyKeys.generate(file).pseudonyms().of("acme", "x");

    // Then
    assertThat(PrivacyKeys.generate(file).pseudonyms().of("acme", "x")).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> PrivacyKeys.load(file, Optional.empty()))
        .hasMessageContaining("chmod 600");
  }

  @Test
  void shouldShowNoKey() {
    // Then
    assertThat(parse(FIRST).toString()).isEqualTo("PrivacyKeys[versions=[1], keys=****]");
  }

  private static PrivacyKeys parse(final String text) {
    return PrivacyKeys.parse(text, Optional.empty());
  }

  private static String key(final int fill) {
    final byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
