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

class SecondChanceTest {

  @Test
  void whatWasAskedForOutlivesWhatWasNot() {
    // Given
    final SecondChance<String, Integer> cache = new SecondChance<>(2);
    cache.put("asked", 1);
    cache.put("idle", 2);
    cache.get("asked");

    // When
    cache.put("new", 3);

    // Then
    assertThat(cache.get("asked")).isEqualTo(1);
    assertThat(cache.get("idle")).isNull();
    assertThat(cache.get("new")).isEqualTo(3);
  }

  @Test
  void aSecondChanceIsNotAThird() {
    // Given
    final SecondChance<String, Integer> cache = new SecondChance<>(2);
    cache.put("once", 1);
    cache.get("once");
    cache.put("a", 2);
    cache.put("b", 3);

    // When
    cache.put("c", 4);

    // Then
    assertThat(cache.get("once")).isNull();
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void roomIsFoundWhenAllWereAskedFor() {
    // Given
    final SecondChance<Integer, Integer> cache = new SecondChance<>(100);
    for (int key = 0; key < 100; key++) {
      cache.put(key, key);
      cache.get(key);
    }

    // When
    cache.put(100, 100);

    // Then
    assertThat(cache.size()).isEqualTo(100);
    assertThat(cache.get(100)).isEqualTo(100);
  }

  @Test
  void whatWasRemovedIsGone() {
    // Given
    final SecondChance<String, Integer> cache = new SecondChance<>(2);
    cache.put("a", 1);

    // When
    final Integer removed = cache.remove("a");

    // Then
    assertThat(removed).isEqualTo(1);
    assertThat(cache.remove("a")).isNull();
    assertThat(cache.get("a")).isNull();
  }

  @Property
  void givesWhatWasPutLastOrNothingAndNeverHoldsMore(
      @ForAll @IntRange(min = 1, max = 5) final int most,
      @ForAll @Size(max = 60) final List<@IntRange(max = 29) Integer> steps) {
    // Given
    final SecondChance<Integer, Integer> cache = new SecondChance<>(most);
    final Map<Integer, Integer> all = new HashMap<>();

    for (int step = 0; step < steps.size(); step++) {
      final int key = steps.get(step) % 10;
      switch (steps.get(step) / 10) {
        case 0 -> {
          // When
          cache.put(key, step);
          all.put(key, step);

          // Then
          assertThat(cache.get(key)).isEqualTo(step);
        }
        case 1 -> {
          cache.remove(key);
          all.remove(key);
        }
        default -> assertThat(cache.get(key)).isIn(null, all.get(key));
      }
      assertThat(cache.size()).isLessThanOrEqualTo(most);
    }
  }
}
