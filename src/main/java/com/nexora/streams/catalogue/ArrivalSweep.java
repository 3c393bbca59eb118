package com.nexora.streams.catalogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what came too long ago from a store that is not ordered by time.
 *
 * <p>A store may hold millions of records and a stream thread must not stand still for a walk
 * through all of them: each call walks on through a bounded number, from where the last one ended.
 */
public final class ArrivalSweep {

  /** How often stream time calls. */
  public static final Duration EVERY = Duration.ofMinutes(1);

  private static final int STEPS = 2_000;

  private final KeyValueStore<Bytes, byte[]> store;
  private final ToLongFunction<byte[]> arrival;
  private final long retentionMs;
  private @Nullable Bytes cursor;

  /**
   * @param arrival when a value of the store came, in epoch ms
   * @param retention how long it is kept after that
   */
  public ArrivalSweep(
      final KeyValueStore<Bytes, byte[]> store,
      final ToLongFunction<byte[]> arrival,
      final Duration retention) {
    this.store = store;
    this.arrival = arrival;
    retentionMs = retention.toMillis();
  }

  /**
   * Walks on.
   *
   * @param now stream time, epoch ms
   */
  public void step(final long now) {
    final List<Bytes> expired = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> range = store.range(cursor, null)) {
      cursor = null;
      for (int seen = 0; range.hasNext(); seen++) {
        if (seen == STEPS) {
          cursor = range.peekNextKey();
          break;
        }
        final KeyValue<Bytes, byte[]> record = range.next();
        if (arrival.applyAsLong(record.value) < now - retentionMs) {
          expired.add(record.key);
        }
      }
    }
    expired.forEach(store::delete);
  }
}
