package com.nexora.streams.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks one event field by field and keeps the first thing that is wrong.
 *
 * <p>Messages name fields, bounds and sizes, never a value: a refused value may be a secret.
 */
public final class Checks {

  public static final int MAX_TENANT = 256;
  public static final int MAX_ENTITY = 2048;
  public static final int MAX_ID = 256;
  static final int MAX_METADATA_ENTRIES = 128;
  static final int MAX_METADATA_BYTES = 32 * 1024;

  /** Longest UTF-8 form of one Java char. */
  private static final int BYTES_PER_CHAR = 3;

  private @Nullable Refusal first;

  /** The first thing that is wrong, null if nothing is. */
  public @Nullable Refusal refusal() {
    return first;
  }

  /** A text that must be there and have at most {@code limit} bytes of UTF-8. */
  public Checks required(final String field, final @Nullable String text, final int limit) {
    if (first == null && (text == null || text.isEmpty())) {
      first =
          new Refusal(
              Reason.MISSING_FIELD,
              "field " + field + " is empty: the producer must set it before sending");
    }
    return optional(field, text, limit);
  }

  /** A text that may be missing, and has at most {@code limit} bytes of UTF-8. */
  public Checks optional(final String field, final @Nullable String text, final int limit) {
    if (first == null && text != null && isLongerThan(text, limit)) {
      first =
          new Refusal(
              Reason.FIELD_TOO_LONG,
              "field "
                  + field
                  + " has "
                  + text.getBytes(StandardCharsets.UTF_8).length
                  + " bytes of UTF-8, at most "
                  + limit
                  + " are allowed: shorten it at the producer");
    }
    return this;
  }

  /** A condition that fails with a sentence of its own. */
  public Checks that(final boolean holds, final Reason reason, final String message) {
    if (first == null && !holds) {
      first = new Refusal(reason, message);
    }
    return this;
  }

  /** A word of a closed list. */
  public Checks oneOf(
      final String field, final String word, final Collection<String> known, final Reason reason) {
    return that(known.contains(word), reason, () -> oneOfMessage(field, known));
  }

  /** A finite number within both bounds. */
  public Checks between(
      final String field, final double number, final double low, final double high) {
    // A NaN fails both comparisons.
    return that(
        number >= low && number <= high,
        Reason.OUT_OF_RANGE,
        () -> "field " + field + " must be a number from " + low + " to " + high);
  }

  /** An event time that is not negative and at most {@code skew} ms ahead of the arrival. */
  public Checks time(final String field, final long time, final long arrival, final long skew) {
    that(
        time >= 0,
        Reason.NEGATIVE_TIME,
        () ->
            "field " + field + " is negative: it must be milliseconds since 1970-01-01T00:00:00Z");
    return that(
        time - skew <= arrival,
        Reason.FUTURE_TIME,
        () ->
            "field "
                + field
                + " lies "
                + (time - arrival)
                + " ms after the record's arrival, at most "
                + skew
                + " ms are allowed: set the producer's clock, and send milliseconds");
  }

  /** A bounded number of entries and bytes. */
  public Checks metadata(final Map<String, String> metadata) {
    that(
        metadata.size() <= MAX_METADATA_ENTRIES,
        Reason.METADATA_TOO_LARGE,
        () ->
            "field metadata has "
                + metadata.size()
                + " entries, at most "
                + MAX_METADATA_ENTRIES
                + " are allowed: put what is more into the event's body");
    return first != null || sizeOf(metadata) <= MAX_METADATA_BYTES
        ? this
        : that(
            false,
            Reason.METADATA_TOO_LARGE,
            "field metadata has more than "
                + MAX_METADATA_BYTES
                + " bytes of UTF-8: put what is more into the event's body");
  }

  /** A text that is one JSON object within the bounds of these parsers. */
  public Checks jsonObject(final String field, final String text, final JsonFactory bounded) {
    return first != null || JsonBounds.isOneObject(bounded, text)
        ? this
        : that(
            false,
            Reason.INVALID_FIELD,
            "field "
                + field
                + " is not one JSON object within the bounds (nesting, names, numbers, no name"
                + " twice): check how the producer writes JSON");
  }

  private Checks that(final boolean holds, final Reason reason, final Supplier<String> message) {
    if (first == null && !holds) {
      first = new Refusal(reason, message.get());
    }
    return this;
  }

  private static String oneOfMessage(final String field, final Collection<String> known) {
    return "field "
        + field
        + " is none of "
        + new TreeSet<>(known)
        + ": check the producer's spelling and version";
  }

  private static boolean isLongerThan(final String text, final int limit) {
    return text.length() > limit
        || (text.length() * BYTES_PER_CHAR > limit
            && text.getBytes(StandardCharsets.UTF_8).length > limit);
  }

  private static long sizeOf(final Map<String, String> metadata) {
    long bytes = 0;
    for (final Map.Entry<String, String> entry : metadata.entrySet()) {
      bytes += size(entry.getKey()) + size(entry.getValue());
      if (bytes > MAX_METADATA_BYTES) {
        return bytes;
      }
    }
    return bytes;
  }

  private static long size(final String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
