package com.nexora.streams.audit;

import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.audit.merkle.MissingNodeException;
import com.nexora.streams.audit.merkle.NodeReader;
import com.nexora.streams.audit.merkle.TileId;
import com.nexora.streams.audit.merkle.TileNodes;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree of one log, from its stores: tiles, and the proofs that follow from them.
 *
 * <p>It shows what is sealed and not yet committed, too. Whoever hands anything out must therefore
 * stay within the size of a signed checkpoint.
 */
public final class TreeReader {

  private final ReadOnlyKeyValueStore<Bytes, byte[]> chains;
  private final ReadOnlyKeyValueStore<Bytes, byte[]> tiles;

  /**
   * @param chains the log's partition of the store {@code audit-chains}
   * @param tiles the same partition of {@code audit-tiles}
   */
  public TreeReader(
      final ReadOnlyKeyValueStore<Bytes, byte[]> chains,
      final ReadOnlyKeyValueStore<Bytes, byte[]> tiles) {
    this.chains = chains;
    this.tiles = tiles;
  }

  /** The tree as far as it is sealed; empty if nothing is. */
  public CompactRange range() {
    final byte[] head = chains.get(Bytes.wrap(AuditKeys.log()));
    return head == null ? CompactRange.empty() : LogHead.parse(head).range();
  }

  /**
   * The hashes of a tile, one behind the other.
   *
   * @param level of the tile, 0 to 7
   * @param index of the tile, from 0
   * @return 1 to 256 hashes of 32 bytes; null if there is none
   */
  public byte @Nullable [] tile(final int level, final long index) {
    final byte[] hashes = new byte[TileId.FULL * MerkleHash.BYTES];
    final long first = index * (TileId.FULL / TileStore.CHUNK);
    int length = 0;
    for (int i = 0; i < TileId.FULL / TileStore.CHUNK; i++) {
      final byte[] chunk = tiles.get(TileStore.key(level, first + i));
      if (chunk == null) {
        break;
      }
      System.arraycopy(chunk, 0, hashes, length, chunk.length);
      length += chunk.length;
      if (chunk.length < TileStore.CHUNK * MerkleHash.BYTES) {
        break;
      }
    }
    return length == 0 ? null : Arrays.copyOf(hashes, length);
  }

  /** Nodes of the tree, for a proof or a few: it remembers the tiles it has read. */
  public NodeReader nodes() {
    return new TileNodes(this::tile);
  }

  /**
   * Proof that an entry is in the log.
   *
   * @param leaf index of the entry
   * @param size leaves of the tree that the proof is for, more than the index
   * @return sibling hashes from the leaf to the root
   * @throws IllegalArgumentException if the index is not within the size
   * @throws MissingNodeException if the log is smaller than that here
   */
  public List<byte[]> inclusion(final long leaf, final long size) {
    return MerkleProofs.inclusion(leaf, size, nodes());
  }

  /**
   * Proof that the log only grew from one size to another.
   *
   * @param oldSize at least 1
   * @param newSize at least the old one
   * @throws IllegalArgumentException if the sizes are not so
   * @throws MissingNodeException if the log is smaller than that here
   */
  public List<byte[]> consistency(final long oldSize, final long newSize) {
    return MerkleProofs.consistency(oldSize, newSize, nodes());
  }

  /**
   * Root of the log when it had so many leaves.
   *
   * @throws MissingNodeException if the log is smaller than that here
   */
  public byte[] root(final long size) {
    return MerkleProofs.root(size, nodes());
  }
}
