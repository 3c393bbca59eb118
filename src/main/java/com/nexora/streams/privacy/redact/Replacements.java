package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What takes the place of values. */
final class Replacements {

  private static final int KEPT = 4;
  private static final int SHORTEST = 8;

  private final @Nullable KeyedHash hash;

  Replacements(final @Nullable KeyedHash hash) {
    this.hash = hash;
  }

  /** What stands for a value, null for the marker. */
  byte @Nullable [] of(final Action action, final String tenant, final String value) {
    if (action == Action.HASH && hash != null) {
      return hash.of(tenant, value).getBytes(StandardCharsets.US_ASCII);
    }
    if (action == Action.KEEP_LAST_4) {
      final StringBuilder kept = new StringBuilder();
      int count = 0;
      for (int i = value.length() - 1; i >= 0; i--) {
        final char c = value.charAt(i);
        if (c < 0x80 && Character.isLetterOrDigit(c)) {
          count++;
          if (count <= KEPT) {
            kept.append(c);
          }
        }
      }
      return count < SHORTEST
          ? null
          : kept.append("****").reverse().toString().getBytes(StandardCharsets.US_ASCII);
    }
    return null;
  }
}
