package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides what of one log is signed and when; knows nothing of Kafka and has no clock.
 *
 * <p>Two sources must agree before it signs: the leaves, hashed here one by one from the last
 * checkpoint on, and the heads that the sequencer wrote in the transactions of its entries. A head
 * that differs from the leaves is never signed, and a tree is never signed that does not grow out
 * of the last one: the walk starts at the signed compact range, so consistency holds by
 * construction.
 */
public final class LogSigner {

  /** Extension line of the checkpoint with which a new key takes over; the new key follows. */
  public static final String KEY_CHANGE = "nexora-new-key ";

  /** Heads that may wait for their leaves; older ones go, any later one serves as well. */
  private static final int MAX_WAITING = 10_000;

  private final String origin;
  private final SignerKey signer;
  private final SignerKey timeSigner;
  private final @Nullable SignerKey previousSigner;
  private final SigningPace pace;
  private final LeafWalk walk;
  private final NavigableMap<Long, byte[]> waiting = new TreeMap<>();

  private @Nullable PublishedCheckpoint last;
  private @Nullable Head confirmed;
  private boolean newKey;
  private long lastAt;

  /**
   * A head on which leaves and sequencer agree.
   *
   * @param nextOffset behind its last leaf
   */
  private record Head(CompactRange range, long nextOffset) {}

  /**
   * @param last the last published checkpoint, null if there was none yet
   * @param firstOffset of the topic: reading begins there, or behind the last published checkpoint
   *     if that is later
   * @param now epoch milliseconds
   * @throws LogFault if the last checkpoint is not signed by any of the keys
   */
  public LogSigner(
      final String logId,
      final CheckpointKeys keys,
      final SigningPace pace,
      final @Nullable PublishedCheckpoint last,
      final long firstOffset,
      final long now) {
    this.origin = keys.originOf(logId);
    this.signer = keys.signer(logId);
    this.timeSigner = keys.timeSigner();
    this.previousSigner = keys.previousSigner(logId);
    this.pace = pace;
    this.last = last;
    this.lastAt = last == null ? now - pace.interval().toMillis() : Long.MIN_VALUE / 2;
    if (last == null) {
      this.walk = new LeafWalk(logId, CompactRange.empty(), firstOffset);
    } else {
      CheckpointCheck.signedByUs(logId, keys, last);
      this.walk = last.walk(logId);
      this.walk.skipTo(firstOffset);
      this.confirmed = new Head(last.range(), last.nextOffset());
      this.newKey = !CheckpointCheck.signedBy(signer.verifier(), last);
    }
  }

  /** Offset of the next record to be given to {@link #leaf}. */
  public long nextOffset() {
    return walk.nextOffset();
  }

  /**
   * Takes the next record of the log.
   *
   * @throws LogFault if it cannot stand there, or the sequencer's head says another root
   */
  public void leaf(final long offset, final byte[] entry) {
    walk.add(offset, entry);
    final byte[] root = waiting.remove(walk.range().size());
    if (root != null) {
      confirm(root);
    }
  }

  /**
   * Takes a head that the sequencer wrote. Heads may come before or after their leaves.
   *
   * @throws LogFault if its leaves are here and give another root, or it is smaller than what was
   *     signed and differs
   */
  public void head(final long size, final byte[] root) {
    if (root.length != MerkleHash.BYTES) {
      throw fault("its head at %d leaves holds %d bytes for a root".formatted(size, root.length));
    }
    if (size == walk.range().size()) {
      confirm(root);
    } else if (size > walk.range().size()) {
      waiting.put(size, root.clone());
      if (waiting.size() > MAX_WAITING) {
        waiting.pollFirstEntry();
      }
    }
  }

  /**
   * Whether a head waits for leaves. Leaves are given only while one does: whoever ran ahead of the
   * heads could not compare the roots any more.
   */
  public boolean wantsLeaves() {
    return !waiting.isEmpty();
  }

  /**
   * The checkpoint to publish now, if one is due: enough entries, or time. Nothing changes until
   * {@link #published} says that it stands.
   *
   * @param now epoch milliseconds
   */
  public Optional<PublishedCheckpoint> due(final long now) {
    final Head head = confirmed;
    if (head == null) {
      return Optional.empty();
    }
    final PublishedCheckpoint before = last;
    final long grown = head.range().size() - (before == null ? 0 : before.range().size());
    if (!newKey && grown < pace.entries() && now - lastAt < pace.interval().toMillis()) {
      return Optional.empty();
    }
    return Optional.of(new PublishedCheckpoint(signed(head, now), head.range(), head.nextOffset()));
  }

  /**
   * The first checkpoint under a new key names that key and bears the signature of the old one,
   * too: whoever trusts the old key learns the new one from it.
   */
  private SignedCheckpoint signed(final Head head, final long now) {
    final SignerKey before = newKey ? previousSigner : null;
    final Checkpoint checkpoint =
        new Checkpoint(
            origin,
            head.range().size(),
            head.range().root(),
            before == null ? List.of() : List.of(KEY_CHANGE + signer.verifier()));
    SignedCheckpoint signed = SignedCheckpoint.sign(checkpoint, signer);
    if (before != null) {
      signed = signed.with(before.sign(checkpoint.text()));
    }
    return signed.with(timeSigner.cosign(checkpoint.text(), now / 1_000));
  }

  /** Says that a checkpoint of {@link #due} stands on the topic. */
  public void published(final PublishedCheckpoint checkpoint, final long now) {
    last = checkpoint;
    lastAt = now;
    newKey = false;
  }

  /** What was published last. */
  public Optional<PublishedCheckpoint> last() {
    return Optional.ofNullable(last);
  }

  /** Leaves that were read. */
  public long size() {
    return walk.range().size();
  }

  private void confirm(final byte[] root) {
    final byte[] ours = walk.range().root();
    if (!Arrays.equals(ours, root)) {
      throw fault(
          "the sequencer's head at %d leaves has another root than the leaves on %s: its store is damaged, or entries were altered behind it"
              .formatted(walk.range().size(), TrailLog.recordsOf(walk.logId())));
    }
    confirmed = new Head(walk.range(), walk.nextOffset());
    final Map.Entry<Long, byte[]> first = waiting.firstEntry();
    if (first != null && first.getKey() <= walk.range().size()) {
      waiting.headMap(walk.range().size(), true).clear();
    }
  }

  private LogFault fault(final String what) {
    return new LogFault(
        LogFault.Kind.FORKED, "log %s: %s. It is not signed.".formatted(walk.logId(), what));
  }
}
