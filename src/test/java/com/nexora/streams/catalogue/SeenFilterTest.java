package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class SeenFilterTest {

  private static final long SPAN = 1_000;

  @Property(tries = 200)
  void shouldNeverDenyAnIdThatWasAddedWithinTheSpan(
      @ForAll @Size(max = 300) final List<@IntRange(max = 400) Integer> steps,
      @ForAll @IntRange(min = 12, max = 22) final int memory) {
    // Given
    final SeenFilter filter = new SeenFilter(SPAN, new BufferMemory(1L << memory));
    final Map<Integer, Long> added = new HashMap<>();

    // When
    long now = 0;
    for (final int step : steps) {
      now += step % 97;
      filter.add(id(step), now);
      added.put(step, now);
    }

    // Then
    final long end = now;
    added.forEach(
        (number, at) -> {
          if (end - at <= SPAN) {
            assertThat(filter.mayContain(id(number), end)).isTrue();
          }
        });
  }

  @Test
  void shouldDenyNearlyEveryIdThatWasNot() {
    // Given
    final SeenFilter filter = new SeenFilter(SPAN, new BufferMemory(64L << 20));
    for (int i = 0; i < 300_000; i++) {
      filter.add(id(i), 0);
    }

    // When
    int maybe = 0;
    for (int i = 300_000; i < 400_000; i++) {
      maybe += filter.mayContain(id(i), 0) ? 1 : 0;
    }

    // Then
    assertThat(maybe).isLessThan(1_000);
  }

  @Test
  void shouldForgetWhatIsOlderThanTwoSpans() {
    // Given
    final SeenFilter filter = new SeenFilter(SPAN, new BufferMemory(1L << 20));
    filter.add(id(1), 1);

    // When
    filter.add(id(2), SPAN + 2);
    filter.add(id(3), 2 * SPAN + 4);

    // Then
    assertThat(filter.mayContain(id(1), 2 * SPAN + 4)).isFalse();
    assertThat(filter.mayContain(id(2), 2 * SPAN + 4)).isTrue();
  }

  @Test
  void shouldKeepWhatWasReadFromAStoreBeforeTheTimeIsKnown() {
    // Given: offsets were reset, so that the task knows no time yet
    final SeenFilter filter = new SeenFilter(SPAN, new BufferMemory(1L << 20));
    filter.add(id(1), -1);
    filter.add(id(2), 0);

    // When
    final long now = 1_700_000_000_000L;
    filter.add(id(3), now);

    // Then
    assertThat(filter.mayContain(id(1), now)).isTrue();
    assertThat(filter.mayContain(id(2), now + SPAN)).isTrue();
  }

  @Test
  void shouldDenyNothingWhileItsMemoryIsUsedUp() {
    // Given
    final SeenFilter filter = new SeenFilter(SPAN, new BufferMemory(1L << 10));

    // When
    filter.add(id(1), 0);

    // Then
    assertThat(filter.mayContain(id(2), 0)).isTrue();
  }

  @Test
  void shouldGiveBackItsMemory() {
    // Given
    final BufferMemory memory = new BufferMemory(64L << 10);
    final SeenFilter filter = new SeenFilter(SPAN, memory);
    filter.add(id(1), 0);
    final boolean before = memory.reserve(16L << 10);

    // When
    filter.close();

    // Then
    assertThat(before).isFalse();
    assertThat(memory.reserve(16L << 10)).isTrue();
  }

  private static byte[] id(final int number) {
    return ContentId.bytes("test", Integer.toString(number));
  }
}
