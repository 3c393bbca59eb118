package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Bytes that a released version wrote. They stay as they are for good: stores and changelogs hold
 * such bytes, so a change here is a new format version beside this one.
 */
class GoldenFilesTest {

  @Test
  void shouldWriteAndReadHistogramsOfFormat1() throws IOException {
    // Given
    final byte[] golden = golden("histogram-v1.hex");

    // When
    final byte[] written = FlatHistogramTest.histogram(0, 0.000001, 0.5, 12, 12.1, 250, 9e12);

    // Then
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(HexFormat.of().formatHex(golden));
    final HistogramSum sum = new HistogramSum().merge(golden);
    assertThat(sum.count()).isEqualTo(7);
    assertThat(sum.max()).isEqualTo(9e12);
  }

  @Test
  void shouldWriteAndReadHistogramsOfFormat1WithWideCounters() throws IOException {
    // Given
    final byte[] golden = golden("histogram-v1-wide.hex");
    byte[] written = FlatHistogramTest.histogram(1, 2);

    // When
    for (int i = 0; i < 300; i++) {
      written = FlatHistogram.add(written, 1.5);
    }

    // Then
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(HexFormat.of().formatHex(golden));
    assertThat(FlatHistogram.count(golden)).isEqualTo(302);
  }

  @Test
  void shouldWriteAndReadPanesOfFormat1() throws IOException {
    // Given
    final byte[] golden = golden("pane-v1.hex");

    // When
    byte[] written = Pane.add(null, 1_700_000_000_123L, PaneTest.success("responseTime", 125));
    written = Pane.add(written, 1_700_000_000_456L, PaneTest.failure("cost", 0.25));
    written =
        Pane.add(
            written,
            1_700_000_000_001L,
            new EventMetrics.Measured(EventMetrics.Outcome.NONE, List.of(), List.of(), false));

    // Then
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(HexFormat.of().formatHex(golden));
    assertThat(new PaneSum().merge(golden).metrics()).containsOnlyKeys("cost", "responseTime");
    assertThat(Pane.lastArrival(golden)).isEqualTo(1_700_000_000_456L);
  }

  private static byte[] golden(final String name) throws IOException {
    try (InputStream in = GoldenFilesTest.class.getResourceAsStream("/golden/" + name)) {
      final String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }
}
