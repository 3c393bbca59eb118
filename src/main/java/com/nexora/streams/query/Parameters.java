package com.nexora.streams.query;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of one request, read by type. Every refusal names the parameter and what is
 * allowed; a parameter that the route does not know is refused, too, since a mistyped filter would
 * otherwise show more than was asked for.
 */
final class Parameters {

  private final Map<String, String> values;

  private Parameters(final Map<String, String> values) {
    this.values = values;
  }

  /**
   * @param known names that the route takes
   * @throws Problem 400 if there is another one
   */
  static Parameters of(final @Nullable String query, final Set<String> known) {
    final Map<String, String> values = QueryString.parse(query);
    for (final String name : values.keySet()) {
      if (!known.contains(name)) {
        throw Problem.parameter(
            name,
            "The route does not know this parameter.",
            known.isEmpty() ? "no parameter" : String.join(", ", new TreeSet<>(known)));
      }
    }
    return new Parameters(values);
  }

  /** A text as sent; null if absent. */
  @Nullable String text(final String name) {
    return values.get(name);
  }

  /** A text that is not empty; null if absent. */
  @Nullable String nonEmpty(final String name) {
    final String value = values.get(name);
    if (value != null && value.isEmpty()) {
      throw Problem.parameter(name, "The parameter is empty.", "a value, or no such parameter");
    }
    return value;
  }

  /** A whole number within bounds. */
  int number(final String name, final int absent, final int least, final int most) {
    final String value = values.get(name);
    if (value == null) {
      return absent;
    }
    try {
      final int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (final NumberFormatException e) {
      // refused below
    }
    throw refused(name, value, "whole numbers from " + least + " to " + most);
  }

  /** A decimal number within bounds. */
  double decimal(final String name, final double absent, final double least, final double most) {
    final String value = values.get(name);
    if (value == null) {
      return absent;
    }
    try {
      final double number = Double.parseDouble(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (final NumberFormatException e) {
      // refused below
    }
    throw refused(name, value, "numbers from " + least + " to " + most);
  }

  /** A time, epoch milliseconds; null if absent. */
  @Nullable Long time(final String name) {
    final String value = values.get(name);
    if (value == null) {
      return null;
    }
    try {
      return Times.parse(value);
    } catch (final IllegalArgumentException e) {
      throw refused(
          name,
          value,
          "ISO-8601 with an offset, e.g. 2026-01-31T12:00:00Z, or epoch milliseconds, 1970 to 9999");
    }
  }

  /** A span, ISO-8601 or a window's short form; null if absent. */
  @Nullable Duration span(final String name) {
    final String value = values.get(name);
    if (value == null) {
      return null;
    }
    final var window = com.nexora.streams.analytics.Window.of(value);
    if (window.isPresent()) {
      return Duration.ofMinutes(window.get().minutes());
    }
    try {
      return Duration.parse(value);
    } catch (final DateTimeParseException e) {
      throw refused(name, value, "1min, 5min, 15min, 1hour, 1day or ISO-8601, e.g. PT10M");
    }
  }

  /** True or false; false if absent. */
  boolean flag(final String name) {
    final String value = values.getOrDefault(name, "false");
    if ("true".equals(value) || "false".equals(value)) {
      return "true".equals(value);
    }
    throw refused(name, value, "true, false");
  }

  /**
   * Checks that a span is one.
   *
   * @throws Problem 400 if it ends before it starts
   */
  static void checkSpan(final long from, final long to) {
    if (to <= from) {
      throw Problem.parameter("to", "to is not after from.", "a time after from");
    }
  }

  private static Problem refused(final String name, final String value, final String allowed) {
    final String shown = value.length() > 100 ? value.substring(0, 100) + "…" : value;
    return Problem.parameter(name, "The value '" + shown + "' is not allowed.", allowed);
  }
}
