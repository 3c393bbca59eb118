package com.nexora.streams.query;

import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.TrailScanReader;
import com.nexora.streams.audit.TreeReader;
import com.nexora.streams.audit.merkle.MerkleProofs;
import com.nexora.streams.audit.merkle.MissingNodeException;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.catalogue.Stores;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The newest signed head of the log that a tenant's chain is in: what a report is held against by
 * whoever does not trust it.
 *
 * @param root in hex
 * @param note the signed note, byte for byte: whoever has the public key can check it
 * @param coversNewest whether it covers the newest entry of the chain, and so all of them; what was
 *     sealed since is covered by a later one
 * @param fits whether the log here has that root, with the newest entry of the chain in its place
 *     if it is covered
 */
record ChainCheckpoint(
    String origin, long size, String root, String note, boolean coversNewest, boolean fits) {

  private static final HexFormat HEX = HexFormat.of();

  /**
   * Looks it up; null if the log is not signed yet.
   *
   * @param newest the newest entry of the chain
   * @throws Problem if the checkpoints or the tree cannot be read now
   */
  static @Nullable ChainCheckpoint of(final Backend backend, final TrailScanReader.Head newest) {
    final TrailLog log = TrailLog.parse(newest.logId()).orElseThrow();
    try {
      final Optional<PublishedLog.Head> head = backend.log().head(log, newest.leafIndex() + 1);
      return head.isEmpty() ? null : of(backend, log, newest, head.get().note());
    } catch (final KafkaException | NoteException e) {
      throw Problem.unavailable("The checkpoints of the trail cannot be read just now.");
    } catch (final MissingNodeException e) {
      throw Problem.unavailable(
          "This instance has not yet read as far as the newest checkpoint. Try again.");
    }
  }

  private static ChainCheckpoint of(
      final Backend backend,
      final TrailLog log,
      final TrailScanReader.Head newest,
      final byte[] note) {
    final Checkpoint checkpoint = SignedCheckpoint.parse(note).checkpoint();
    final boolean covers = newest.leafIndex() < checkpoint.size();
    final TreeReader tree =
        new TreeReader(
            store(backend, log, Stores.AUDIT_CHAINS), store(backend, log, Stores.AUDIT_TILES));
    final boolean fits =
        covers
            ? MerkleProofs.verifyInclusion(
                newest.leafIndex(),
                checkpoint.size(),
                HEX.parseHex(newest.leafHash()),
                tree.inclusion(newest.leafIndex(), checkpoint.size()),
                checkpoint.root())
            : Arrays.equals(tree.root(checkpoint.size()), checkpoint.root());
    return new ChainCheckpoint(
        checkpoint.origin(),
        checkpoint.size(),
        HEX.formatHex(checkpoint.root()),
        new String(note, StandardCharsets.UTF_8),
        covers,
        fits);
  }

  private static ReadOnlyKeyValueStore<Bytes, byte[]> store(
      final Backend backend, final TrailLog log, final String base) {
    return backend
        .stores()
        .open(log.own(base), QueryableStoreTypes.keyValueStore(), log.partition());
  }
}
