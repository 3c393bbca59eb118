package com.nexora.streams.catalogue;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The heap that all {@link BufferedStore}s of an instance share, in equal parts.
 *
 * <p>How many stores there are changes with the partitions that an instance owns; a bound of each
 * store would either waste memory on few or outgrow the heap on many.
 */
public final class BufferMemory {

  /** Key under which stores find the object among the application's settings. */
  public static final String KEY = "nexora.buffer.memory";

  /** Part of a store where nobody hands out memory: tests that run a topology without a broker. */
  static final long ALONE = 6L << 20;

  private static final long LEAST = 64L << 10;

  private final long total;
  private final AtomicInteger stores = new AtomicInteger();
  private volatile long share;

  /**
   * @param total bytes of all stores together
   */
  public BufferMemory(final long total) {
    this.total = total;
    this.share = total;
  }

  /** What the settings hold, or enough for one store. */
  static BufferMemory of(final Map<String, Object> settings) {
    return settings.get(KEY) instanceof BufferMemory shared ? shared : new BufferMemory(ALONE);
  }

  /** A store wants its part from now on. */
  void join() {
    divide(stores.incrementAndGet());
  }

  /** A store is closed. */
  void leave() {
    divide(stores.decrementAndGet());
  }

  private void divide(final int among) {
    share = Math.max(LEAST, total / Math.max(1, among));
  }

  /** Bytes that each store may take now. */
  long share() {
    return share;
  }
}
