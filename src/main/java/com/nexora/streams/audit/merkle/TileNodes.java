package com.nexora.streams.audit.merkle;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads nodes out of tiles: one that stands between two tile levels is computed from the hashes
 * below it in its tile. Keeps the tiles it has read, so one reader serves one proof or a few; not
 * for several threads.
 */
public final class TileNodes implements NodeReader {

  private final Source tiles;
  private final Map<TileId, byte[]> read = new HashMap<>();

  /** Where tiles come from. */
  @FunctionalInterface
  public interface Source {

    /**
     * The hashes that are known of a tile, one behind the other.
     *
     * @param level of the tile, see {@link TileId#level()}
     * @param index of the tile
     * @return null if there are none
     */
    byte @Nullable [] tile(int level, long index);
  }

  public TileNodes(final Source tiles) {
    this.tiles = tiles;
  }

  @Override
  public byte[] node(final int level, final long index) {
    final TileId id = TileId.holding(level, index);
    byte[] tile = read.get(id);
    if (tile == null) {
      tile = tiles.tile(id.level(), id.index());
      if (tile == null) {
        throw new MissingNodeException(level, index);
      }
      read.put(id, tile);
    }
    final int row = level % TileId.HEIGHT;
    final int width = MerkleHash.BYTES << row;
    final int from = (int) (index & ((TileId.FULL >> row) - 1)) * width;
    if (tile.length < from + width) {
      throw new MissingNodeException(level, index);
    }
    final byte[] hashes = Arrays.copyOfRange(tile, from, from + width);
    for (int length = width / 2; length >= MerkleHash.BYTES; length /= 2) {
      for (int at = 0; at < length; at += MerkleHash.BYTES) {
        MerkleHash.node(hashes, 2 * at, hashes, 2 * at + MerkleHash.BYTES, hashes, at);
      }
    }
    return Arrays.copyOf(hashes, MerkleHash.BYTES);
  }
}
