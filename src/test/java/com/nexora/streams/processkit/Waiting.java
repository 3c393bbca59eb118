package com.nexora.streams.processkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Bounded waiting: a condition is polled until it holds or the time is up, and then the failure
 * says what was seen.
 */
public final class Waiting {

  private Waiting() {}

  /**
   * @param what for the failure message
   * @param seen state to show when time is up
   */
  public static void until(
      final String what,
      final Duration limit,
      final BooleanSupplier condition,
      final Supplier<String> seen) {
    final long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            what + " did not happen within " + limit + "; seen: " + seen.get());
      }
      pause(100);
    }
  }

  static void pause(final long ms) {
    try {
      Thread.sleep(ms);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
