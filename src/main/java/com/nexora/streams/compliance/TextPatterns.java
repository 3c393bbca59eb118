package com.nexora.streams.compliance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Texts of which one must fit, {@code *} standing for any characters; case does not matter.
 *
 * <p>Parted by form when they are read, so that a look costs a hash and a few searches: no regular
 * expression runs per act.
 */
final class TextPatterns {

  private final List<String> written;
  private final Set<String> exact = new HashSet<>();
  private final List<String[]> globs = new ArrayList<>();

  TextPatterns(final List<String> patterns) {
    this.written = List.copyOf(patterns);
    for (final String pattern : patterns) {
      final String lower = pattern.toLowerCase(Locale.ROOT);
      if (lower.indexOf('*') < 0) {
        exact.add(lower);
      } else {
        globs.add(lower.split("\\*", -1));
      }
    }
  }

  /**
   * Whether one of them fits.
   *
   * @param text in lower case
   */
  boolean fit(final String text) {
    if (exact.contains(text)) {
      return true;
    }
    for (final String[] glob : globs) {
      if (fits(glob, text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(final String[] parts, final String text) {
    final String last = parts[parts.length - 1];
    if (!text.startsWith(parts[0])) {
      return false;
    }
    int from = parts[0].length();
    for (int i = 1; i < parts.length - 1; i++) {
      final int at = text.indexOf(parts[i], from);
      if (at < 0) {
        return false;
      }
      from = at + parts[i].length();
    }
    return text.length() - last.length() >= from && text.endsWith(last);
  }

  /** The texts without {@code *}, in lower case; the index is made of them. */
  Set<String> exact() {
    return exact;
  }

  /** Whether all are texts without {@code *}. */
  boolean allExact() {
    return globs.isEmpty();
  }

  @Override
  public String toString() {
    return String.join(", ", written);
  }
}
