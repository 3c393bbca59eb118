package com.nexora.streams.query;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether an Accept header lets an answer through. */
final class MediaTypes {

  private MediaTypes() {}

  /**
   * @param accept the header; absent or empty accepts everything
   * @param offered media type of the answer without parameters
   */
  static boolean accepts(final @Nullable String accept, final String offered) {
    if (accept == null || accept.isBlank()) {
      return true;
    }
    int best = -1;
    boolean accepted = false;
    for (final String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      final String[] parts = range.strip().split(";", -1);
      final int precision = precision(parts[0].strip(), offered);
      if (precision > best) {
        best = precision;
        accepted = quality(parts) > 0;
      } else if (precision == best && precision >= 0) {
        accepted |= quality(parts) > 0;
      }
    }
    return accepted;
  }

  /** How exactly a range names the type: 2 exactly, 1 by its first half, 0 as anything, -1 not. */
  private static int precision(final String range, final String offered) {
    if (range.equals(offered)) {
      return 2;
    }
    if ("*/*".equals(range)) {
      return 0;
    }
    return range.endsWith("/*") && offered.startsWith(range.substring(0, range.length() - 1))
        ? 1
        : -1;
  }

  private static double quality(final String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      final String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (final NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
