package com.nexora.streams.ingest;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Heap that waiting records may take, shared by all gates of the process: how many gates there are
 * changes with the partitions that an instance owns, its heap does not. Thread-safe.
 */
final class WaitingMemory {

  private final long most;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param most bytes of all together
   */
  WaitingMemory(final long most) {
    this.most = most;
  }

  /**
   * Takes memory for a record that is to wait.
   *
   * @return false if there is not so much left
   */
  boolean take(final long bytes) {
    if (used.addAndGet(bytes) <= most) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  /** Takes memory for a record that waits already, with another instance before. */
  void takeOver(final long bytes) {
    used.addAndGet(bytes);
  }

  /** Gives memory back. */
  void give(final long bytes) {
    used.addAndGet(-bytes);
  }
}
