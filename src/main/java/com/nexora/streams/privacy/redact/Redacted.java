package com.nexora.streams.privacy.redact;

import java.util.Map;

/**
 * What may be stored of a text.
 *
 * @param text the same instance if nothing was taken out
 * @param counts values taken out, by rule
 */
public record Redacted(String text, Map<String, Long> counts) {

  /** Whether anything was taken out. */
  public boolean changed() {
    return !counts.isEmpty();
  }
}
