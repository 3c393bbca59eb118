package com.nexora.streams.bench;

import java.util.List;
import java.util.Map;

/** A variant at work. Called from one thread, never from the variant's own. */
public interface Running extends AutoCloseable {

  /**
   * How many events are through, about; asked every few milliseconds, so it must be cheap.
   *
   * @throws IllegalStateException if the variant has died
   */
  long processed();

  /**
   * Stops taking in events, if it has not taken all, and waits until those that were taken are
   * counted.
   *
   * @return how many events of each partition were taken, from the first on
   * @throws Exception if the variant has died, or does not come to an end
   */
  Map<Integer, Long> drain() throws Exception;

  /** The windows of these owners, once drained. Empty if the variant only counts. */
  List<WindowRow> windows(List<Owner> owners);

  @Override
  void close() throws Exception;
}
