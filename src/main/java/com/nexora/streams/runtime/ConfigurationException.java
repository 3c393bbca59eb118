package com.nexora.streams.runtime;

import java.util.List;

/**
 * The configuration cannot be used. Carries every problem found, not only the first, since an
 * operator who mends one at a time restarts once for each.
 */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The problems, one sentence each, in the order of their keys. */
  private final List<String> problems;

  public ConfigurationException(final List<String> problems) {
    super(
        "the configuration has "
            + problems.size()
            + " problem(s):\n- "
            + String.join("\n- ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Every problem as one sentence that names key, value and where the value came from. */
  public List<String> problems() {
    return problems;
  }
}
