package com.nexora.streams.catalogue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How threads of ours end: in order if they can, interrupted if they cannot, never waited for for
 * ever.
 */
public final class Threads {

  private Threads() {}

  /**
   * Waits for a thread that was told to end, interrupts it when it has not, and waits once more.
   *
   * @param thread null if it was never started
   * @param patience each time
   */
  public static void await(final @Nullable Thread thread, final Duration patience) {
    if (thread == null) {
      return;
    }
    try {
      thread.join(patience.toMillis());
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(patience.toMillis());
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
