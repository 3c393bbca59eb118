package com.nexora.streams.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Event types by exact name or by what they start with: {@code task.failed}, {@code agent.*}. */
final class EventTypePatterns {

  private final Set<String> exact = new HashSet<>();
  private final List<String> prefixes = new ArrayList<>();

  EventTypePatterns(final Set<String> patterns) {
    for (final String pattern : patterns) {
      if (pattern.endsWith("*")) {
        prefixes.add(pattern.substring(0, pattern.length() - 1));
      } else {
        exact.add(pattern);
      }
    }
  }

  boolean matches(final String eventType) {
    if (exact.contains(eventType)) {
      return true;
    }
    for (final String prefix : prefixes) {
      if (eventType.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
