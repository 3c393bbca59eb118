package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Several partitions read like the one store that would hold all their keys. */
final class UnionStoreTest {

  @Property(tries = 200)
  void shouldRangeInKeyOrderOverAllPartitionsBothWays(
      @ForAll @Size(max = 60) final List<@IntRange(max = 999) Integer> numbers,
      @ForAll @IntRange(max = 999) final int from,
      @ForAll @IntRange(max = 999) final int to) {
    // Given
    final List<ReadOnlyKeyValueStore<Bytes, byte[]>> parts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      parts.add(Stores.inMemoryKeyValueStore("part-" + i).get());
    }
    final TreeSet<Integer> inside = new TreeSet<>();
    for (final int number : numbers) {
      ((KeyValueStore<Bytes, byte[]>) parts.get(number % 3)).put(key(number), new byte[] {1});
      if (number >= from && number <= to) {
        inside.add(number);
      }
    }
    final UnionStore union = new UnionStore(parts);

    // When
    final List<Integer> upwards = read(union.range(key(from), key(to)));
    final List<Integer> downwards = read(union.reverseRange(key(from), key(to)));

    // Then
    assertThat(upwards).containsExactlyElementsOf(inside);
    assertThat(downwards).containsExactlyElementsOf(inside.descendingSet());
    for (final int number : numbers) {
      assertThat(union.get(key(number))).isNotNull();
    }
  }

  private static List<Integer> read(final KeyValueIterator<Bytes, byte[]> iterator) {
    final List<Integer> numbers = new ArrayList<>();
    try (iterator) {
      while (iterator.hasNext()) {
        final Bytes peeked = iterator.peekNextKey();
        final Bytes key = iterator.next().key;
        assertThat(key).isEqualTo(peeked);
        numbers.add(Integer.parseInt(new String(key.get(), StandardCharsets.UTF_8)));
      }
    }
    return numbers;
  }

  private static Bytes key(final int number) {
    return Bytes.wrap(String.format("%03d", number).getBytes(StandardCharsets.UTF_8));
  }
}
