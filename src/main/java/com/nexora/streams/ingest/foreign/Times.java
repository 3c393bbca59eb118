package com.nexora.streams.ingest.foreign;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times as foreign documents write them. */
final class Times {

  /** Smaller numbers are seconds: as milliseconds they would lie before 1973-03-03. */
  private static final long LEAST_MILLIS = 100_000_000_000L;

  private Times() {}

  /**
   * Epoch milliseconds of a number of seconds or milliseconds, or of an ISO-8601 time with offset;
   * null if the text is none.
   */
  static @Nullable Long of(final String text) {
    if (text.length() > 40) {
      return null;
    }
    try {
      return text.indexOf('-', 1) > 0
          ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
          : number(text);
    } catch (final DateTimeException | ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  private static long number(final String text) {
    final int dot = text.indexOf('.');
    final long whole = Long.parseLong(dot < 0 ? text : text.substring(0, dot));
    return whole < LEAST_MILLIS ? Math.multiplyExact(whole, 1_000L) : whole;
  }
}
