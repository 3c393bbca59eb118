package com.nexora.streams.deadletter;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a reader has come in a list that runs backwards: of every partition the offset below
 * which it goes on. New letters do not shift it.
 *
 * @param topic whose queue is listed
 * @param filter fingerprint of the list's filter
 * @param bounds per partition the first offset that was already shown
 */
record LetterCursor(String topic, String filter, Map<Integer, Long> bounds) {

  private static final int MAX_TEXT = 64 * 1024;

  LetterCursor {
    bounds = Map.copyOf(bounds);
  }

  String text() {
    return topic
        + '|'
        + filter
        + '|'
        + new TreeMap<>(bounds)
            .entrySet().stream()
                .map(bound -> bound.getKey() + ":" + bound.getValue())
                .collect(Collectors.joining(","));
  }

  /**
   * The cursor of a list.
   *
   * @throws IllegalArgumentException if the text is none, or is of another list
   */
  static LetterCursor parse(final String text, final String topic, final String filter) {
    final String prefix = topic + '|' + filter + '|';
    if (!text.startsWith(prefix) || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("the cursor is not one of this list");
    }
    final Map<Integer, Long> bounds = new TreeMap<>();
    for (final String bound : text.substring(prefix.length()).split(",", -1)) {
      final int colon = bound.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("the cursor is not one of this list");
      }
      bounds.put(
          Integer.parseInt(bound.substring(0, colon)), Long.parseLong(bound.substring(colon + 1)));
    }
    return new LetterCursor(topic, filter, bounds);
  }
}
