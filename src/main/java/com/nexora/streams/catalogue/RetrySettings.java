package com.nexora.streams.catalogue;

import java.time.Duration;

/**
 * How a record is tried again that failed for what is not its fault, and how much may wait.
 *
 * <p>The pause doubles from try to try. It is shortened by up to a fifth, so that what fails
 * together does not come back together; by how much says a number that the caller takes from the
 * record's coordinates, not chance.
 *
 * @param attempts tries after the first one, 0 or more
 * @param firstPause before the first of them
 * @param longestPause up to which the pause doubles
 * @param maxPerKey most records that wait under one key of a topic, the failing one included
 * @param maxBytes most memory of all that wait in this process
 */
public record RetrySettings(
    int attempts, Duration firstPause, Duration longestPause, int maxPerKey, long maxBytes) {

  private static final int JITTER_PERCENT = 20;
  private static final int MOST_DOUBLINGS = 30;

  /** What the shipped configuration says: 1 s, 2 s, 4 s. */
  public static RetrySettings defaults() {
    return new RetrySettings(3, Duration.ofSeconds(1), Duration.ofMinutes(1), 1_000, 16L << 20);
  }

  /**
   * The pause before a try.
   *
   * @param retry number of the try, from 0
   * @param spread any number: the same one gives the same pause
   * @return in milliseconds
   */
  public long pauseMs(final int retry, final int spread) {
    final long pause = wholePauseMs(retry);
    return pause - pause * Math.floorMod(spread * 31 + retry, JITTER_PERCENT + 1) / 100;
  }

  /**
   * How many tries lie within a time of waiting, but for the last one, which is always left.
   *
   * @param waitedMs since the record came
   */
  public int missed(final long waitedMs) {
    long end = 0;
    int retry = 0;
    while (retry < attempts - 1) {
      end += wholePauseMs(retry);
      if (end > waitedMs) {
        break;
      }
      retry++;
    }
    return retry;
  }

  private long wholePauseMs(final int retry) {
    return Math.min(
        longestPause.toMillis(), firstPause.toMillis() << Math.min(retry, MOST_DOUBLINGS));
  }
}
