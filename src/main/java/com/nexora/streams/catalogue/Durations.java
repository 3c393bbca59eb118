package com.nexora.streams.catalogue;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in configuration: {@code 7d}, {@code 1h}, {@code forever}. */
public final class Durations {

  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Map<String, Long> UNITS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Durations() {}

  /**
   * Milliseconds of a duration, -1 for {@code forever}.
   *
   * @throws IllegalArgumentException if the text is not a duration; the message says what is
   */
  public static long millis(final String text) {
    if (text.trim().equals("forever")) {
      return -1;
    }
    final Matcher matcher = FORM.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "give a number and ms, s, m, h or d, as in 7d, or \"forever\"");
    }
    final long unit = UNITS.getOrDefault(matcher.group(2), 1L);
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (final ArithmeticException e) {
      throw new IllegalArgumentException("longer than Kafka can keep; write \"forever\"", e);
    }
  }

  /** Shortest exact form of milliseconds, as {@link #millis} reads it. */
  public static String text(final long millis) {
    if (millis < 0) {
      return "forever";
    }
    for (final String unit : new String[] {"d", "h", "m", "s"}) {
      final long size = UNITS.getOrDefault(unit, 1L);
      if (millis >= size && millis % size == 0) {
        return String.format(Locale.ROOT, "%d%s", millis / size, unit);
      }
    }
    return millis + "ms";
  }
}
