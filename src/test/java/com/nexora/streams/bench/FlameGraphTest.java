package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FlameGraphTest {

  @Test
  void shouldDrawAFrameAsWideAsItsPartOfTheSamples() {
    // Given
    final Stacks stacks = new Stacks().add("main;a.B.left", 3).add("main;a.B.right", 1);

    // When
    final String html = FlameGraph.html("title", stacks);

    // Then
    assertThat(html)
        .contains("<title>a.B.left: 3 samples, 75.00 %</title>")
        .contains("x=\"0.0\" y=\"32\" width=\"1200.0\"")
        .contains("x=\"1200.0\" y=\"32\" width=\"400.0\"");
  }

  @Test
  void shouldNotLetANameBreakOutOfThePage() {
    // Given
    final Stacks stacks = new Stacks().add("main;a.B.<init>", 1);

    // When
    final String html = FlameGraph.html("a < b", stacks);

    // Then
    assertThat(html).contains("B.&lt;init&gt;", "a &lt; b").doesNotContain("<init>");
  }

  @Test
  void shouldLabelABoxByClassAndMethod() {
    // Given a frame with its package
    // When
    final String label = FlameGraph.shortName("org.apache.kafka.streams.KafkaStreams.start");

    // Then
    assertThat(label).isEqualTo("KafkaStreams.start");
  }
}
