package com.nexora.streams.catalogue;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that an instance spends on sparing its stores: three quarters for stores that hold
 * changes back, in equal parts, the rest for filters of keys, to whoever asks first.
 *
 * <p>How many stores there are changes with the partitions that an instance owns; a bound of each
 * store would either waste memory on few or outgrow the heap on many.
 */
public final class BufferMemory {

  /** Key under which stores find the object among the application's settings. */
  public static final String KEY = "nexora.buffer.memory";

  /** Part of a store where nobody hands out memory: tests that run a topology without a broker. */
  static final long ALONE = 8L << 20;

  private static final long LEAST = 64L << 10;

  private final long buffers;
  private final AtomicLong filters;
  private final AtomicInteger stores = new AtomicInteger();
  private volatile long share;

  /**
   * @param total bytes of all together
   */
  public BufferMemory(final long total) {
    buffers = total / 4 * 3;
    filters = new AtomicLong(total / 4);
    share = buffers;
  }

  /**
   * What the settings hold, or enough for one store.
   *
   * @param settings of the application, as a task's context gives them
   */
  public static BufferMemory of(final Map<String, Object> settings) {
    return settings.get(KEY) instanceof BufferMemory shared ? shared : new BufferMemory(ALONE);
  }

  /** A store wants its part from now on. */
  public void join() {
    divide(stores.incrementAndGet());
  }

  /** A store is closed. */
  public void leave() {
    divide(stores.decrementAndGet());
  }

  private void divide(final int among) {
    share = Math.max(LEAST, buffers / Math.max(1, among));
  }

  /** Bytes that each store may take now. */
  public long share() {
    return share;
  }

  /**
   * Takes memory for a filter.
   *
   * @return false if there is not so much left
   */
  public boolean reserve(final long bytes) {
    if (filters.addAndGet(-bytes) >= 0) {
      return true;
    }
    filters.addAndGet(bytes);
    return false;
  }

  /** Gives back what was reserved. */
  public void release(final long bytes) {
    filters.addAndGet(bytes);
  }
}
