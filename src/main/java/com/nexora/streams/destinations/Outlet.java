package com.nexora.streams.destinations;

import java.util.List;

/** A destination's own protocol. Used by one thread; may block up to its own timeouts. */
interface Outlet extends AutoCloseable {

  /**
   * Delivers a batch, in order; returns when the other side has accepted all of it.
   *
   * @throws UnavailableException if it could not be delivered now, and how many were
   * @throws RefusedException if the other side will never take this batch as it is
   */
  void deliver(List<Item> batch) throws UnavailableException, RefusedException;

  /**
   * Deletes what is older than the tenant keeps.
   *
   * @param before event time, epoch milliseconds
   */
  default void expire(final long before) throws UnavailableException {}

  @Override
  void close();
}
