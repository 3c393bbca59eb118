package com.nexora.streams.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Times over HTTP: ISO-8601 in UTC outwards; inwards also with an offset or as epoch milliseconds.
 */
final class Times {

  /** The end of the year 9999, epoch milliseconds: later ones have no four-digit year. */
  static final long LATEST = 253_402_300_799_999L;

  private Times() {}

  /** A time as text; null for 0, which stands for "never" in our records. */
  static @Nullable String iso(final long epochMillis) {
    return epochMillis == 0 ? null : Instant.ofEpochMilli(epochMillis).toString();
  }

  /**
   * A time from text.
   *
   * @return epoch milliseconds
   * @throws IllegalArgumentException if it is neither ISO-8601 with an offset nor a number, or not
   *     in the years 1970 to 9999
   */
  static long parse(final String text) {
    final long millis;
    try {
      millis =
          text.chars().allMatch(Character::isDigit)
              ? Long.parseLong(text)
              : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (final DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException(text, e);
    }
    if (millis < 0 || millis > LATEST) {
      throw new IllegalArgumentException(text);
    }
    return millis;
  }
}
