package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevEndpointsTest {

  @TempDir Path dir;

  @Test
  void shouldReadWhatWasWritten() throws Exception {
    // Given
    final DevEndpoints written =
        new DevEndpoints(
            "127.0.0.1:9092",
            "http://127.0.0.1:8081",
            "http://127.0.0.1:8080",
            dir.resolve("token"));

    // When
    written.write(dir);

    // Then
    assertThat(DevEndpoints.read(dir)).contains(written);
    try (var files = Files.list(dir)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void shouldBeEmptyWhenNoDevModeRuns() throws Exception {
    // Given
    new DevEndpoints("a:1", "http://b", "http://c", Path.of("t")).write(dir);

    // When
    DevEndpoints.delete(dir);

    // Then
    assertThat(DevEndpoints.read(dir)).isEqualTo(Optional.empty());
  }

  @Test
  void shouldSayWhatIsMissing() throws Exception {
    // Given
    Files.writeString(dir.resolve("dev.properties"), "bootstrap.servers=a:1\n");

    // When / Then
    assertThatThrownBy(() -> DevEndpoints.read(dir))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dev.properties has no registry.url: start dev mode again");
  }

  @Test
  void shouldFindTheDataDirectory() {
    // When
    final Path named = DevEndpoints.dataDir(Map.of("NEXORA_DATA_DIR", "/somewhere"));
    final Path standard = DevEndpoints.dataDir(Map.of("NEXORA_DATA_DIR", " "));

    // Then
    assertThat(named).isEqualTo(Path.of("/somewhere"));
    assertThat(standard).isEqualTo(Path.of(".nexora", "dev"));
  }
}
