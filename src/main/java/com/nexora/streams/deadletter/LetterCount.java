package com.nexora.streams.deadletter;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many letters there are.
 *
 * @param states letters by state
 * @param reasons open letters by reason
 * @param complete whether the whole queue was counted; if not, these are the oldest ones
 */
public record LetterCount(
    Map<LetterState, Long> states, Map<String, Long> reasons, boolean complete) {

  public LetterCount {
    states = Collections.unmodifiableMap(new EnumMap<>(states));
    reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
  }

  /** Letters in a state. */
  public long of(final LetterState state) {
    return states.getOrDefault(state, 0L);
  }

  /** All letters. */
  public long total() {
    return states.values().stream().mapToLong(Long::longValue).sum();
  }

  /** As a JSON object: the one form of HTTP and commands. */
  public Map<String, Object> fields(final String topic) {
    final Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("topic", topic);
    fields.put("total", total());
    for (final LetterState state : LetterState.values()) {
      fields.put(state.text(), of(state));
    }
    fields.put("openByReason", reasons);
    fields.put("complete", complete);
    return fields;
  }
}
