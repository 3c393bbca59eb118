package com.nexora.streams.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether an Accept header lets an answer through. */
final class MediaTypes {

  private MediaTypes() {}

  /**
   * @param accept the header; absent or empty accepts everything
   * @param offered media type of the answer without parameters
   */
  static boolean accepts(final @Nullable String accept, final String offered) {
    return liking(accept, offered) > 0;
  }

  /**
   * The type that a caller likes best; the first one offered if it does not care.
   *
   * @param first media type of the answer without parameters
   * @param others what else is offered
   */
  static Optional<String> best(
      final @Nullable String accept, final String first, final List<String> others) {
    @Nullable String best = null;
    double most = 0;
    final List<String> offered = new ArrayList<>(others);
    offered.add(0, first);
    for (final String type : offered) {
      final double liking = liking(accept, type);
      if (liking > most) {
        best = type;
        most = liking;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The quality that the most exact range gives the type, 0 to 1; 0 if it is not accepted. */
  private static double liking(final @Nullable String accept, final String offered) {
    if (accept == null || accept.isBlank()) {
      return 1;
    }
    int best = -1;
    double liking = 0;
    for (final String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      final String[] parts = range.strip().split(";", -1);
      final int precision = precision(parts[0].strip(), offered);
      if (precision > best) {
        best = precision;
        liking = quality(parts);
      } else if (precision == best && precision >= 0) {
        liking = Math.max(liking, quality(parts));
      }
    }
    return liking;
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
