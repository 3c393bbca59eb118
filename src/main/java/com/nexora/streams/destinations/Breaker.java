package com.nexora.streams.destinations;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * When a failing destination may be tried again.
 *
 * <p>Waits double from a fifth of a second, with jitter, so that many instances do not come back at
 * once. After {@value #OPENS_AFTER} failures in a row it is open: only one item at a time tries
 * whether the other side is back, at most once a minute.
 */
final class Breaker {

  static final int OPENS_AFTER = 5;
  static final long FIRST_WAIT_MS = 200;
  static final long LONGEST_WAIT_MS = 60_000;

  private final LongSupplier millis;
  private final DoubleSupplier random;
  private int failures;
  private long notBefore;

  /**
   * @param millis a clock that never goes back
   * @param random from 0 to 1
   */
  Breaker(final LongSupplier millis, final DoubleSupplier random) {
    this.millis = millis;
    this.random = random;
    this.notBefore = millis.getAsLong();
  }

  /** Milliseconds until the next try; 0: now. */
  long waitMs() {
    return Math.max(0, notBefore - millis.getAsLong());
  }

  boolean isOpen() {
    return failures >= OPENS_AFTER;
  }

  void succeeded() {
    failures = 0;
    notBefore = millis.getAsLong();
  }

  /**
   * Says that a try failed.
   *
   * @param atLeastMs what the other side asked for; taken up to ten minutes
   */
  void failed(final long atLeastMs) {
    final long doubled = FIRST_WAIT_MS << Math.min(failures, 20);
    final long wait = Math.min(LONGEST_WAIT_MS, doubled);
    failures++;
    final long jittered = wait / 2 + (long) (random.getAsDouble() * wait / 2);
    notBefore = millis.getAsLong() + Math.max(jittered, Math.min(atLeastMs, 600_000));
  }
}
