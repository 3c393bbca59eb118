package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VariantSpecTest {

  @TempDir private Path dir;

  @Test
  void shouldBeAvailableOnceItsLibrariesAreThere() throws Exception {
    // Given
    final Path libraries = dir.resolve("libraries");
    final VariantSpec spec = specOf(libraries + "/*");
    final boolean before = spec.available();

    // When
    Files.createDirectories(libraries);

    // Then
    assertThat(before).isFalse();
    assertThat(spec.available()).isTrue();
  }

  private static VariantSpec specOf(final String path) {
    return new VariantSpec("x", "a variant", "x.X", List.of(), List.of(path), false);
  }
}
