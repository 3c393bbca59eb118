package com.nexora.streams.catalogue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets what was not asked for the longest when it is full: names come from outside,
 * and what is kept of each must be bounded. Not thread-safe, not even for reading.
 *
 * @param <K> what is asked for
 * @param <V> what is kept; it must be possible to make it again
 */
public final class LeastRecentlyUsed<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;

  private final int most;

  /**
   * @param most entries at most, from 1
   */
  public LeastRecentlyUsed(final int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(final Map.@Nullable Entry<K, V> eldest) {
    return size() > most;
  }
}
