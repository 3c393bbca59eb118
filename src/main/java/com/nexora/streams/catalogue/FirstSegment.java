package com.nexora.streams.catalogue;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Gives a window store its first segment.
 *
 * <p>A window store without a segment has nowhere to keep its offset, so after a clean restart
 * under exactly-once Kafka 4.3.1 takes the whole task for corrupted ({@code
 * AbstractSegments.committedOffset} gives null, {@code
 * ProcessorStateManager.initializeStoreOffsets} throws): it wipes every store of the task and reads
 * them all back from their changelogs. A store that sees few records, such as that of imported ids,
 * would cost that at each restart. One entry under a key that no event has prevents it.
 */
public final class FirstSegment {

  private static final Duration SOON = Duration.ofMillis(500);
  private static final byte[] EMPTY = new byte[0];

  private FirstSegment() {}

  /**
   * Writes the entry soon after the start if the store is empty then; call it in {@code init},
   * where nothing can be written yet.
   *
   * @param key one that no event can have
   */
  public static <K> void ensure(
      final ProcessingContext context, final WindowStore<K, byte[]> store, final K key) {
    final AtomicReference<Cancellable> once = new AtomicReference<>();
    once.set(
        context.schedule(
            SOON,
            PunctuationType.WALL_CLOCK_TIME,
            now -> {
              Objects.requireNonNull(once.get()).cancel();
              if (isEmpty(store)) {
                store.put(key, EMPTY, Math.max(0, context.currentStreamTimeMs()));
              }
            }));
  }

  private static <K> boolean isEmpty(final WindowStore<K, byte[]> store) {
    try (KeyValueIterator<?, byte[]> all = store.all()) {
      return !all.hasNext();
    }
  }
}
