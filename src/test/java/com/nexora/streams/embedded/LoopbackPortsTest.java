package com.nexora.streams.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LoopbackPortsTest {

  @Test
  void shouldNeverGiveAPortThatIsSpokenFor() {
    // Given
    final Integer[] lowerHalf = IntStream.range(10_000, 21_000).boxed().toArray(Integer[]::new);

    // When
    final List<Integer> ports = LoopbackPorts.free(100, lowerHalf);

    // Then
    assertThat(ports).hasSize(100).allMatch(port -> port >= 21_000);
  }

  @Test
  void shouldGivePortsThatNoConnectionIsMadeFrom() {
    // When
    final List<Integer> ports = LoopbackPorts.free(50);

    // Then
    assertThat(ports).doesNotHaveDuplicates().hasSize(50).allMatch(port -> port < 32_768);
  }
}
