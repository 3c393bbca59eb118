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
  private final int firstIds;
  private final BufferMemory memory;
  private Generation current;
  private Generation older;
  private long since = Long.MIN_VALUE;

  /**
   * @param span how long an id is remembered, milliseconds
   * @param memory what the filters of an instance share
   */
  public SeenFilter(final long span, final BufferMemory memory) {
    this(span, FIRST_IDS, memory);
  }

  /**
   * For many ids, which fewer layers hold then.
   *
   * @param span how long an id is remembered, milliseconds
   * @param firstIds of the first layer, a power of two
   * @param memory what the filters of an instance share
   */
  public SeenFilter(final long span, final int firstIds, final BufferMemory memory) {
    this.span = span;
    this.firstIds = firstIds;
    this.memory = memory;
    current = new Generation(firstIds, memory);
    older = new Generation(firstIds, memory);
  }

  /**
   * Whether an id may have been added within the span before {@code now}; false is certain.
   *
   * @param id 16 bytes of a hash
   */
  public boolean mayContain(final byte[] id, final long now) {
    final ByteBuffer hash = ByteBuffer.wrap(id);
    return mayContain(hash.getLong(0), hash.getLong(Long.BYTES), now);
  }

  /** The same, by the two halves of the hash. */
  public boolean mayContain(final long first, final long second, final long now) {
    advance(now);
    return current.mayContain(first, second | 1) || older.mayContain(first, second | 1);
  }

  /**
   * Remembers an id.
   *
   * @param now 0 or less if the time is not known yet: a task whose offsets were reset knows none
   *     until its first record, and what it reads from its store until then must stay
   */
  public void add(final byte[] id, final long now) {
    final ByteBuffer hash = ByteBuffer.wrap(id);
    add(hash.getLong(0), hash.getLong(Long.BYTES), now);
  }

  /** The same, by the two halves of the hash. */
  public void add(final long first, final long second, final long now) {
    advance(now);
    current.add(first, second | 1);
  }

  /** Gives back the memory; not to be asked any more. */
  public void close() {
    current.close();
    older.close();
  }

  private void advance(final long now) {
    if (now <= 0) {
      return;
    }
    if (since == Long.MIN_VALUE) {
      since = now;
    } else if (now - since > span) {
      older.close();
      older = current;
      if (now - since > 2 * span) {
        older.close();
        older = new Generation(firstIds, memory);
      }
      current = new Generation(firstIds, memory);
      since = now;
    }
  }

  /** Ids of one span. */
  private static final class Generation {

    private final List<Layer> layers = new ArrayList<>();
    private final int firstIds;
    private final BufferMemory memory;
    private boolean full;

    Generation(final int firstIds, final BufferMemory memory) {
      this.firstIds = firstIds;
      this.memory = memory;
    }

    void close() {
      layers.forEach(layer -> memory.release(layer.bytes()));
      layers.clear();
    }

    boolean mayContain(final long first, final long step) {
      if (full) {
        return true;
      }
      for (final Layer layer : layers) {
        if (layer.mayContain(first, step)) {
          return true;
        }
      }
      return false;
    }

    void add(final long first, final long step) {
      if (full) {
        return;
      }
      Layer last = layers.isEmpty() ? null : layers.get(layers.size() - 1);
      if (last == null || last.left == 0) {
        final int ids = last == null ? firstIds : last.ids * 2;
        if (ids > MOST_IDS || !memory.reserve(Layer.bytes(ids))) {
          full = true;
          close();
          return;
        }
        last = new Layer(ids);
        layers.add(last);
      }
      last.add(first, step);
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
