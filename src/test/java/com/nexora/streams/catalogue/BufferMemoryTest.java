package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class BufferMemoryTest {

  @Test
  void shouldDivideTheMemoryAmongTheStoresThatAreOpen() {
    // Given
    final BufferMemory memory = new BufferMemory(16L << 20);
    memory.join();
    memory.join();
    memory.join();

    // When
    memory.leave();

    // Then
    assertThat(memory.share()).isEqualTo(6L << 20);
  }

  @Test
  void shouldLeaveEachStoreEnoughToWorkWith() {
    // Given
    final BufferMemory memory = new BufferMemory(1L << 20);

    // When
    for (int store = 0; store < 1_000; store++) {
      memory.join();
    }

    // Then
    assertThat(memory.share()).isEqualTo(64L << 10);
  }

  @Test
  void shouldBeTheOneOfTheInstanceWhereThereIsOne() {
    // Given
    final BufferMemory memory = new BufferMemory(1L << 20);

    // When
    final BufferMemory found = BufferMemory.of(Map.of(BufferMemory.KEY, memory));

    // Then
    assertThat(found).isSameAs(memory);
  }

  @Test
  void shouldGiveFiltersAQuarterAndTakeItBack() {
    // Given
    final BufferMemory memory = new BufferMemory(4L << 20);
    final boolean first = memory.reserve(1L << 20);
    final boolean second = memory.reserve(1);

    // When
    memory.release(1L << 20);

    // Then
    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(memory.reserve(1L << 20)).isTrue();
  }
}
