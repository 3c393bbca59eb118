package com.nexora.streams.client;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was taken from the application and is neither acknowledged nor on the disk, bounded in
 * number and bytes: a place is free again only once the record is safe, not when it leaves the
 * queue.
 */
final class Buffer {

  private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger records = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final int maxRecords;
  private final long maxBytes;

  Buffer(final int maxRecords, final long maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  /** A record, its size, and when it was taken ({@code System.nanoTime}). */
  record Pending(OutgoingRecord record, int size, long takenAt) {

    /** One that takes no place in memory's bounds, since it is on the disk. */
    static Pending fromDisk(final OutgoingRecord record) {
      return new Pending(record, 0, System.nanoTime());
    }

    boolean onDisk() {
      return size == 0;
    }
  }

  /** Takes a record if there is room; never waits. */
  boolean offer(final OutgoingRecord record) {
    final Pending pending = new Pending(record, record.size(), System.nanoTime());
    if (records.incrementAndGet() > maxRecords) {
      records.decrementAndGet();
      return false;
    }
    if (bytes.addAndGet(pending.size()) > maxBytes) {
      release(pending);
      return false;
    }
    return queue.add(pending);
  }

  /** The oldest record; null if none came in time. */
  @Nullable Pending poll(final long millis) throws InterruptedException {
    return queue.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** The oldest record; null if there is none. */
  @Nullable Pending poll() {
    return queue.poll();
  }

  /** The record is safe, or given up: its place is free. */
  void release(final Pending pending) {
    records.decrementAndGet();
    bytes.addAndGet(-pending.size());
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }
}
