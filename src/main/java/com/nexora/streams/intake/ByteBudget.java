package com.nexora.streams.intake;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all requests together may hold between their first byte and the brokers'
 * acknowledgement. Whoever finds it used up is told to come back: a queue would only move the flood
 * into the heap.
 */
public final class ByteBudget {

  private final Semaphore free;
  private final int all;

  /**
   * @param bytes how much there is
   */
  public ByteBudget(final int bytes) {
    this.all = bytes;
    this.free = new Semaphore(bytes);
  }

  /** Bytes in use. */
  public int used() {
    return all - free.availablePermits();
  }

  /** A share of the budget, empty at first. */
  public Share share() {
    return new Share();
  }

  /** What one request holds. Given back once, whatever happens; thread-safe. */
  public final class Share {

    private long held;
    private boolean closed;

    private Share() {}

    /** Takes more; false if there is not so much left, or the share was given back. */
    public synchronized boolean more(final long bytes) {
      return !closed && bytes <= all && taken((int) bytes, free.tryAcquire((int) bytes));
    }

    /**
     * As {@link #more}, waiting for others to give back.
     *
     * @param nanos longest wait
     */
    public boolean more(final int bytes, final long nanos) throws InterruptedException {
      if (bytes > all || !free.tryAcquire(bytes, nanos, TimeUnit.NANOSECONDS)) {
        return false;
      }
      synchronized (this) {
        if (closed) {
          free.release(bytes);
          return false;
        }
        return taken(bytes, true);
      }
    }

    /** Gives a part back. */
    public synchronized void less(final int bytes) {
      if (!closed) {
        held -= bytes;
        free.release(bytes);
      }
    }

    /** Gives everything back. */
    public synchronized void close() {
      if (!closed) {
        closed = true;
        free.release((int) held);
      }
    }

    private boolean taken(final int bytes, final boolean got) {
      if (got) {
        held += bytes;
      }
      return got;
    }
  }
}
