package com.nexora.streams.privacy;

import java.util.Map;
import java.util.TreeMap;

/**
 * An order to erase and what became of it: complete when every task that may hold a key of the
 * subject has answered.
 *
 * @param order what was asked for
 * @param expected how many tasks must answer
 * @param answers keys that each task destroyed, by intake and partition ({@code acts-3})
 */
public record Erasure(EraseOrder order, int expected, Map<String, Integer> answers) {

  /** An order that nobody has answered yet. */
  public static Erasure of(final EraseOrder order, final int expected) {
    return new Erasure(order, expected, Map.of());
  }

  /** The same with one more answer; a task may answer twice, the larger count is the true one. */
  public Erasure with(final EraseOrder.Answer answer) {
    final Map<String, Integer> all = new TreeMap<>(answers);
    all.merge(answer.intake() + '-' + answer.partition(), answer.destroyed(), Math::max);
    return new Erasure(order, expected, all);
  }

  /** How many tasks have answered. */
  public int answered() {
    return answers.size();
  }

  /** Whether no key of the subject is left in any store. */
  public boolean complete() {
    return answers.size() >= expected;
  }

  /** How many keys were destroyed. */
  public int destroyed() {
    return answers.values().stream().mapToInt(Integer::intValue).sum();
  }
}
