package com.nexora.streams.tenants;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiled conditions by their text, for all tasks of an instance: a condition is compiled once,
 * however many tasks meet it. Thread-safe.
 */
public final class Conditions {

  private static final int MOST = 2_000;

  private final ConcurrentMap<String, Compiled> byText = new ConcurrentHashMap<>();

  /**
   * Either the condition or what is wrong with it.
   *
   * @param condition null if it is not of the language
   */
  record Compiled(@Nullable Condition condition, String mistake) {}

  Compiled of(final String text) {
    final Compiled known = byText.get(text);
    if (known != null) {
      return known;
    }
    if (byText.size() >= MOST) {
      byText.clear(); // losing them costs compiling those again that are in use
    }
    final Compiled compiled = compile(text);
    byText.put(text, compiled);
    return compiled;
  }

  private static Compiled compile(final String text) {
    try {
      return new Compiled(Condition.compile(text), "");
    } catch (final ConditionException e) {
      return new Compiled(null, "it is not of the language: " + e.getMessage());
    }
  }
}
