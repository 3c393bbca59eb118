package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** The documents about settings say what the code says. */
final class ConfigDocsTest {

  private static final Path TABLE = Path.of("docs/configuration.md");
  private static final Path DEFAULTS = Path.of("config/nexora.properties");
  private static final String BEGIN = "-->\n";
  private static final String END = "<!-- /settings -->";
  private static final boolean WRITE = Boolean.getBoolean("nexora.docs.write");

  @Test
  void shouldShowEverySettingInTheDocument() throws IOException {
    // Given
    final String document = Files.readString(TABLE);
    final int from = document.indexOf(BEGIN) + BEGIN.length();
    final int to = document.indexOf(END);

    // When
    final String current =
        document.substring(0, from) + ConfigTable.markdown() + document.substring(to);

    // Then
    hold(TABLE, document, current);
  }

  @Test
  void shouldShipEverySettingWithItsDefault() throws IOException {
    // Given
    final String shipped = Files.exists(DEFAULTS) ? Files.readString(DEFAULTS) : "";

    // When
    final String current = ConfigTable.properties();

    // Then
    hold(DEFAULTS, shipped, current);
  }

  @Test
  void shouldGiveEverySettingAVariableOfItsOwn() {
    // Given
    final Set<String> variables = new HashSet<>();

    // When
    for (final ConfigKey key : ConfigKeys.definition().configKeys().values()) {
      variables.add(EnvironmentNames.of(key.name));
    }

    // Then
    assertThat(variables).hasSameSizeAs(ConfigKeys.definition().names());
  }

  @Test
  void shouldDocumentEverySettingInAWholeSentence() {
    // Given
    final var keys = ConfigKeys.definition().configKeys().values();

    // When
    final var undocumented =
        keys.stream().filter(key -> !key.documentation.endsWith(".")).map(key -> key.name).toList();

    // Then
    assertThat(undocumented).isEmpty();
  }

  private static void hold(final Path file, final String found, final String current)
      throws IOException {
    if (WRITE) {
      Files.writeString(file, current);
      return;
    }
    assertThat(found)
        .as("%s is stale: ./mvnw -q -B test -Dtest=ConfigDocsTest -Dnexora.docs.write=true", file)
        .isEqualTo(current);
  }
}
