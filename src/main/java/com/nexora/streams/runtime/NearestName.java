package com.nexora.streams.runtime;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped name was meant to be. */
final class NearestName {

  private NearestName() {}

  /** The known name with the fewest edits, if there are few enough to be a slip. */
  static Optional<String> of(final String typed, final Collection<String> known) {
    final int most = Math.max(2, typed.length() / 3);
    return known.stream()
        .filter(name -> edits(typed, name) <= most)
        .min(Comparator.<String>comparingInt(name -> edits(typed, name)).thenComparing(n -> n));
  }

  /** Levenshtein distance. */
  private static int edits(final String a, final String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      final int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        final int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
