package com.nexora.streams.catalogue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Says of most new ids that they are new without asking the store: nearly every event is new, and a
 * look into a store that does not hold an id is the dearest of all.
 *
 * <p>Bloom filters (B. Bloom, 1970) in layers that double, 16 bits and 6 probes an id: about one
 * wrong "maybe" in 1,000 ids a layer, never a wrong "no". Two generations, each as long as the span
 * in which ids are remembered, so that what is older goes without being looked for. When its memory
 * is used up, the answer is "maybe" until the generation is gone.
 */
public final class SeenFilter {

  private static final int FIRST_IDS = 4_096;
  private static final int MOST_IDS = 1 << 26;
  private static final int BITS_PER_ID = 16;
  private static final int PROBES = 6;

  private final long span;
  private final BufferMemory memory;
  private Generation current;
  private Generation older;
  private long since = Long.MIN_VALUE;

  /**
   * @param span how long an id is remembered, milliseconds
   * @param memory what the filters of an instance share
   */
  public SeenFilter(final long span, final BufferMemory memory) {
    this.span = span;
    this.memory = memory;
    current = new Generation(memory);
    older = new Generation(memory);
  }

  /**
   * Whether an id may have been added within the span before {@code now}; false is certain.
   *
   * @param id 16 bytes of a hash
   */
  public boolean mayContain(final byte[] id, final long now) {
    advance(now);
    return current.mayContain(id) || older.mayContain(id);
  }

  /** Remembers an id. */
  public void add(final byte[] id, final long now) {
    advance(now);
    current.add(id);
  }

  /** Gives back the memory; not to be asked any more. */
  public void close() {
    current.close();
    older.close();
  }

  private void advance(final long now) {
    if (since == Long.MIN_VALUE) {
      since = now;
    } else if (now - since > span) {
      older.close();
      older = current;
      if (now - since > 2 * span) {
        older.close();
        older = new Generation(memory);
      }
      current = new Generation(memory);
      since = now;
    }
  }

  /** Ids of one span. */
  private static final class Generation {

    private final List<Layer> layers = new ArrayList<>();
    private final BufferMemory memory;
    private boolean full;

    Generation(final BufferMemory memory) {
      this.memory = memory;
    }

    void close() {
      layers.forEach(layer -> memory.release(layer.bytes()));
      layers.clear();
    }

    boolean mayContain(final byte[] id) {
      if (full) {
        return true;
      }
      if (layers.isEmpty()) {
        return false;
      }
      final ByteBuffer hash = ByteBuffer.wrap(id);
      final long first = hash.getLong();
      final long step = hash.getLong() | 1;
      for (final Layer layer : layers) {
        if (layer.mayContain(first, step)) {
          return true;
        }
      }
      return false;
    }

    void add(final byte[] id) {
      if (full) {
        return;
      }
      Layer last = layers.isEmpty() ? null : layers.get(layers.size() - 1);
      if (last == null || last.left == 0) {
        final int ids = last == null ? FIRST_IDS : last.ids * 2;
        if (ids > MOST_IDS || !memory.reserve(Layer.bytes(ids))) {
          full = true;
          close();
          return;
        }
        last = new Layer(ids);
        layers.add(last);
      }
      final ByteBuffer hash = ByteBuffer.wrap(id);
      last.add(hash.getLong(), hash.getLong() | 1);
    }
  }

  /** One filter of fixed size, a power of two. */
  private static final class Layer {

    private final int ids;
    private final long[] words;
    private final int mask;
    private int left;

    Layer(final int ids) {
      this.ids = ids;
      left = ids;
      words = new long[ids * BITS_PER_ID / Long.SIZE];
      mask = words.length - 1;
    }

    static long bytes(final int ids) {
      return (long) ids * BITS_PER_ID / Byte.SIZE;
    }

    long bytes() {
      return bytes(ids);
    }

    boolean mayContain(final long first, final long step) {
      long hash = first;
      for (int probe = 0; probe < PROBES; probe++) {
        if ((words[(int) (hash >>> 6) & mask] & 1L << hash) == 0) {
          return false;
        }
        hash += step;
      }
      return true;
    }

    void add(final long first, final long step) {
      long hash = first;
      for (int probe = 0; probe < PROBES; probe++) {
        words[(int) (hash >>> 6) & mask] |= 1L << hash;
        hash += step;
      }
      left--;
    }
  }
}
