package com.nexora.streams.audit.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.KmsClients;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.nexora.streams.catalogue.KmsKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {

  private static final String ORIGIN = "trail.example";

  @TempDir private Path directory;

  @Test
  void shouldMakeAKeyThatOnlyItsOwnerMayReadAndKeepIt() throws Exception {
    // Given
    final Path file = directory.resolve("keys/signing.keys");

    // When
    plain(file).generate(ORIGIN);
    final CheckpointKeys first = plain(file).load(ORIGIN);
    plain(file).generate(ORIGIN);

    // Then
    assertThat(plain(file).load(ORIGIN)).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(first.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void shouldRefuseAFileThatOthersMayRead() throws Exception {
    // Given
    final Path file = directory.resolve("signing.keys");
    plain(file).generate(ORIGIN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    // When / Then
    assertThatThrownBy(() -> plain(file).load(ORIGIN)).hasMessageContaining("chmod 600");
  }

  @Test
  void shouldRotateSoThatOldKeysStayListedAndRetireTheirPrivateHalves() {
    // Given
    final Instant first = Instant.parse("2026-01-01T00:00:00Z");
    final Instant second = Instant.parse("2027-01-01T00:00:00Z");
    final String made = CheckpointKeys.rotated("", ORIGIN, first);

    // When
    final String rotated = CheckpointKeys.rotated(made, ORIGIN, second);
    final String retired = CheckpointKeys.retired(rotated, ORIGIN);

    // Then
    final CheckpointKeys keys = CheckpointKeys.parse(rotated, ORIGIN);
    final List<CheckpointKeys.Listed> listed = keys.listed();
    assertThat(listed).hasSize(2);
    assertThat(listed.get(0).since()).contains(first);
    assertThat(listed.get(0).until()).contains(second);
    assertThat(listed.get(1).since()).contains(second);
    assertThat(listed.get(1).until()).isEmpty();
    assertThat(listed.get(1).key()).isEqualTo(keys.signing());
    assertThat(retired.lines().filter(line -> line.startsWith("PRIVATE"))).hasSize(1);
    assertThat(CheckpointKeys.parse(retired, ORIGIN).listed()).isEqualTo(listed);
    assertThat(keys.previousSigner("default/0")).isNotNull();
    assertThat(CheckpointKeys.parse(retired, ORIGIN).previousSigner("default/0")).isNull();
  }

  @Test
  void shouldKeepTheFileEncryptedByAKeyManagementService() throws Exception {
    // Given
    AeadConfig.register();
    final Aead key = newAead();
    KmsClients.add(new FakeKms(key));
    final Path file = directory.resolve("sealed.keys");
    final KeyFile sealed = new KeyFile(file, Optional.of(KmsKeys.aead("fake-kms://trail")));

    // When
    sealed.generate(ORIGIN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    // Then
    assertThat(Files.readString(file)).doesNotContain("PRIVATE");
    assertThat(sealed.load(ORIGIN).signing().name()).isEqualTo(ORIGIN);
    assertThatThrownBy(() -> new KeyFile(file, Optional.of(newAead())).load(ORIGIN))
        .hasMessageContaining("cannot be decrypted");
    assertThatThrownBy(() -> KmsKeys.aead("nobody://x")).hasMessageContaining("no client");
  }

  @Test
  void shouldRefuseKeysThatAreNoneAndNeverRepeatThem() {
    // Given
    final String key = CheckpointKeys.generate(ORIGIN);
    final String secret = key.split("\\+", 5)[4];

    // When / Then
    for (final String wrong :
        List.of("", "# nothing", key.substring(0, key.length() - 2), key + " since=yesterday")) {
      assertThatThrownBy(() -> CheckpointKeys.parse(wrong, ORIGIN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(secret.substring(0, 20));
    }
  }

  private static KeyFile plain(final Path file) {
    return new KeyFile(file, Optional.empty());
  }

  private static Aead newAead() throws GeneralSecurityException {
    return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
        .getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  /** A service with one key. */
  private record FakeKms(Aead key) implements KmsClient {

    @Override
    public boolean doesSupport(final String uri) {
      return uri.startsWith("fake-kms://");
    }

    @Override
    public KmsClient withCredentials(final String path) {
      return this;
    }

    @Override
    public KmsClient withDefaultCredentials() {
      return this;
    }

    @Override
    public Aead getAead(final String uri) {
      return key;
    }
  }
}
