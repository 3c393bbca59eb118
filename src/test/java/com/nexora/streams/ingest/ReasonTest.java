package com.nexora.streams.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReasonTest {

  @ParameterizedTest
  @EnumSource
  void shouldBeExplainedInTheDocs(final Reason reason) throws IOException {
    // When
    final String docs = Files.readString(Path.of("docs/gate.md"));

    // Then
    assertThat(docs).contains("| `" + reason.code() + "` |");
  }
}
