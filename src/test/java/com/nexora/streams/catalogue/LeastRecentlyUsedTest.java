package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class LeastRecentlyUsedTest {

  @Property(tries = 200)
  void shouldKeepWhatWasAskedForLast(
      @ForAll @IntRange(min = 1, max = 5) final int most,
      @ForAll @Size(max = 60) final List<@IntRange(max = 9) Integer> asked) {
    // Given
    final LeastRecentlyUsed<Integer, String> map = new LeastRecentlyUsed<>(most);
    final List<Integer> latest = new ArrayList<>();

    // When
    for (final Integer key : asked) {
      map.computeIfAbsent(key, Object::toString);
      latest.remove(key);
      latest.add(key);
    }

    // Then
    assertThat(map.keySet())
        .containsExactlyElementsOf(
            latest.subList(Math.max(0, latest.size() - most), latest.size()));
  }
}
