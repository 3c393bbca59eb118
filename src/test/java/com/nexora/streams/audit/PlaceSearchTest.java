package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlaceSearchTest {

  private static final int A_LOOK = 500;

  @Property(tries = 400)
  void shouldFindEveryEntryInAFewLooks(
      @ForAll @IntRange(min = 1, max = 200_000) final int entries, @ForAll final long seed) {
    // Given: entries in transactions of any size, the first ones perhaps expired
    final Random random = new Random(seed);
    final int largest = 1 + random.nextInt(2_000);
    final List<Long> offsets = new ArrayList<>();
    long offset = 0;
    while (offsets.size() < entries) {
      for (int i = random.nextInt(largest); i >= 0 && offsets.size() < entries; i--) {
        offsets.add(offset++);
      }
      offset++;
    }
    final int expired = random.nextInt(4) == 0 ? random.nextInt(entries) : 0;
    final int target = random.nextInt(entries);

    // When
    final int looks = looks(offsets, expired, target, offset);

    // Then
    assertThat(looks).isBetween(target < expired ? -20 : 1, target < expired ? -1 : 20);
  }

  /** How many looks it took to see the target; negative if it ended without. */
  private static int looks(
      final List<Long> offsets, final int expired, final int target, final long end) {
    final PlaceSearch search = new PlaceSearch(target, offsets.get(expired), end);
    int looks = 0;
    while (!search.exhausted()) {
      final long guess = search.guess();
      looks++;
      int first = expired;
      final int found = java.util.Collections.binarySearch(offsets, guess);
      first = Math.max(first, found >= 0 ? found : -found - 1);
      if (first >= offsets.size()) {
        search.nothing(guess);
        continue;
      }
      final int last = Math.min(offsets.size(), first + A_LOOK) - 1;
      if (last < target) {
        search.before(last, offsets.get(last));
      } else if (first > target) {
        search.behind(guess, first, offsets.get(first));
      } else {
        return looks;
      }
    }
    return -looks;
  }
}
