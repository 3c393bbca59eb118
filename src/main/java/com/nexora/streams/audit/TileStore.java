package com.nexora.streams.audit;

import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.merkle.NodeWriter;
import com.nexora.streams.audit.merkle.TileId;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The hashes of a log's Merkle tree that tiles are made of: those of every eighth level, in the
 * store {@code audit-tiles}.
 *
 * <p>Sixteen neighbouring hashes are one value, not the 256 of a tile: a commit after a single
 * entry then writes half a kilobyte at most, not eight, and adding a hash copies as little. Nothing
 * here ever expires: the proof of an old entry needs it, at 32 bytes an entry.
 */
final class TileStore implements NodeWriter {

  /** Hashes in a value. */
  static final int CHUNK = 16;

  private static final int CHUNK_BITS = 4;

  private final KeyValueStore<Bytes, byte[]> tiles;

  /**
   * @param tiles the store {@code audit-tiles}
   */
  TileStore(final KeyValueStore<Bytes, byte[]> tiles) {
    this.tiles = tiles;
  }

  @Override
  public void node(final int level, final long index, final byte[] hash) {
    if (level % TileId.HEIGHT != 0) {
      return;
    }
    final int place = place(index);
    final Bytes key = key(level / TileId.HEIGHT, index >> CHUNK_BITS);
    if (place == 0) {
      tiles.put(key, hash);
      return;
    }
    final byte[] before = tiles.get(key);
    if (before == null || before.length != place) {
      throw new IllegalStateException(
          "the tree's node %d of level %d does not fit the store of tiles, which holds %d bytes of %d before it: the stores of the log do not belong together. Stop the application, delete this instance's state directory and start again: it restores from the changelogs"
              .formatted(index, level, before == null ? 0 : before.length, place));
    }
    final byte[] after = Arrays.copyOf(before, place + MerkleHash.BYTES);
    System.arraycopy(hash, 0, after, place, MerkleHash.BYTES);
    tiles.put(key, after);
  }

  /**
   * Makes the tiles of a log that was written without.
   *
   * @param size leaves of the log; as many come, each once
   * @param leaves all of them, in any order, with indexes below the size
   * @return the log's compact range
   */
  CompactRange rebuild(final long size, final Leaves leaves) {
    leaves.forEach(
        (index, hash) -> {
          final long chunk = index >> CHUNK_BITS;
          final Bytes key = key(0, chunk);
          final byte[] before = tiles.get(key);
          final int hashes = (int) Math.min(CHUNK, size - (chunk << CHUNK_BITS));
          final byte[] after =
              before == null ? new byte[hashes * MerkleHash.BYTES] : before.clone();
          System.arraycopy(hash, 0, after, place(index), MerkleHash.BYTES);
          tiles.put(key, after);
        });
    CompactRange range = CompactRange.empty();
    byte[] chunk = new byte[0];
    while (range.size() < size) {
      final int place = place(range.size());
      if (place == 0) {
        chunk = tiles.get(key(0, range.size() >> CHUNK_BITS));
      }
      range =
          range.append(
              Arrays.copyOfRange(chunk, place, place + MerkleHash.BYTES),
              (level, index, hash) -> {
                if (level > 0) {
                  node(level, index, hash);
                }
              });
    }
    return range;
  }

  /** Where a hash stands in its value, in bytes. */
  private static int place(final long index) {
    return (int) (index & (CHUNK - 1)) * MerkleHash.BYTES;
  }

  /** Key of a value: tile level (1 byte), index of the first hash divided by 16 (8 bytes). */
  static Bytes key(final int level, final long chunk) {
    final byte[] key = new byte[1 + Long.BYTES];
    key[0] = (byte) level;
    for (int i = Long.BYTES; i > 0; i--) {
      key[i] = (byte) (chunk >>> (Byte.SIZE * (Long.BYTES - i)));
    }
    return Bytes.wrap(key);
  }

  /** Leaves of a log. */
  @FunctionalInterface
  interface Leaves {
    void forEach(LeafVisitor visitor);
  }

  /** Is shown leaves. */
  @FunctionalInterface
  interface LeafVisitor {
    void leaf(long index, byte[] hash);
  }
}
