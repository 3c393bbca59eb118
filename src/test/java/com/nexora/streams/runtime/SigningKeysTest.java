package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.audit.checkpoint.KeyFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trail that nobody signs is one that somebody asked for. */
final class SigningKeysTest {

  @TempDir private Path directory;

  @Test
  void shouldNotStartInProductionWithoutAKeyUnlessThatWasSaid() {
    // When / Then
    assertThatThrownBy(() -> SigningKeys.of(config("production", Map.of())))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("audit.signing.keys.file")
        .hasMessageContaining("audit.signing=off");
    assertThat(SigningKeys.of(config("production", Map.of("audit.signing", "off")))).isEmpty();
  }

  @Test
  void shouldOnlyWarnInDevelopment() {
    // When / Then
    assertThat(SigningKeys.of(config("dev", Map.of()))).isEmpty();
  }

  @Test
  void shouldSignWithTheKeyThatThereIsAndRefuseOneThatIsNotToBeUsed() {
    // Given
    final Path file = directory.resolve("signing.keys");
    new KeyFile(file, Optional.empty()).generate("trail.example");
    final Map<String, String> keys = Map.of("audit.signing.keys.file", file.toString());
    final Map<String, String> off = new HashMap<>(keys);
    off.put("audit.signing", "off");

    // When / Then
    assertThat(SigningKeys.of(config("production", keys))).isPresent();
    assertThatThrownBy(() -> SigningKeys.of(config("production", off)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("audit.signing is off, but there are signing keys");
  }

  private static NexoraConfig config(final String profile, final Map<String, String> settings) {
    final Map<String, String> all =
        new HashMap<>(
            Map.of(
                "kafka.bootstrap.servers", "nowhere:1",
                "schema.registry.url", "http://nowhere:1",
                "topics.profile", profile));
    all.putAll(settings);
    return NexoraConfig.of(all);
  }
}
