package com.nexora.streams.catalogue;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache that forgets what was not asked for lately when it is full, for tens of thousands of
 * entries that are asked for all the time.
 *
 * <p>{@link LeastRecentlyUsed} changes three entries whenever it is asked, which costs as many
 * misses of the processor's caches, and has the garbage collector look through all of a large cache
 * again and again. This one marks what was asked for, and when it is full gives what is marked a
 * second chance (the CLOCK algorithm, Corbato 1968). Not thread-safe, not even for reading.
 *
 * @param <K> what is asked for
 * @param <V> what is kept; it must be possible to make it again
 */
public final class SecondChance<K, V> {

  private final Map<K, Slot<V>> slots = new LinkedHashMap<>();
  private final int most;

  private static final class Slot<V> {
    final V value;
    boolean asked;

    Slot(final V value) {
      this.value = value;
    }
  }

  /**
   * @param most entries at most, from 1
   */
  public SecondChance(final int most) {
    this.most = most;
  }

  /** What is kept for a key; null if there is nothing. */
  public @Nullable V get(final K key) {
    final Slot<V> slot = slots.get(key);
    if (slot == null) {
      return null;
    }
    if (!slot.asked) {
      slot.asked = true;
    }
    return slot.value;
  }

  /** Keeps a value, in the place of the one before. */
  public void put(final K key, final V value) {
    if (slots.size() >= most && !slots.containsKey(key)) {
      makeRoom();
    }
    slots.put(key, new Slot<>(value));
  }

  private void makeRoom() {
    while (slots.size() >= most) {
      final Iterator<Map.Entry<K, Slot<V>>> oldest = slots.entrySet().iterator();
      final Map.Entry<K, Slot<V>> next = oldest.next();
      oldest.remove();
      if (next.getValue().asked) {
        next.getValue().asked = false;
        slots.put(next.getKey(), next.getValue());
      }
    }
  }

  /** Forgets a key; what was kept for it, or null. */
  public @Nullable V remove(final K key) {
    final Slot<V> slot = slots.remove(key);
    return slot == null ? null : slot.value;
  }

  /** Number of entries. */
  public int size() {
    return slots.size();
  }
}
