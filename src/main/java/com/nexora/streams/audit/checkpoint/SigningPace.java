package com.nexora.streams.audit.checkpoint;

import java.time.Duration;

/**
 * How often a log's head is signed.
 *
 * @param entries a checkpoint at the latest after so many entries, at least 1
 * @param interval a checkpoint at the latest after so long, also when nothing was sealed: the
 *     heartbeat
 */
public record SigningPace(long entries, Duration interval) {

  public SigningPace {
    if (entries < 1 || interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "a checkpoint every %d entries or %s: both must be positive"
              .formatted(entries, interval));
    }
  }
}
