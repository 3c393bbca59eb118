package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.merkle.CompactRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares, before a sequencer seals its first entry, the restored store with what the world has
 * seen: the last signed checkpoint and the entries after it.
 *
 * <p>Under exactly-once the store and the entries commit together, and the signer reads what is
 * committed. So the store may be ahead of the checkpoint and never behind it, and it must agree
 * with the committed entries exactly. Commit markers reach the partitions one after another,
 * though: entries that the store has and the topic does not show are waited for.
 */
public final class CheckpointGuard implements SealGuard {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final LogSource source;
  private final @Nullable CheckpointKeys keys;
  private final Duration patience;
  private final Map<Integer, LogFault> faults = new ConcurrentHashMap<>();

  /**
   * @param keys that sign checkpoints; null if nobody signs here, then only indexes are compared
   * @param patience how long entries that the store has may be invisible
   */
  public CheckpointGuard(
      final LogSource source, final @Nullable CheckpointKeys keys, final Duration patience) {
    this.source = source;
    this.keys = keys;
    this.patience = patience;
  }

  @Override
  public void check(
      final String logId,
      final int partition,
      final long size,
      final @Nullable CompactRange range) {
    final Optional<PublishedCheckpoint> last =
        keys == null ? Optional.empty() : source.lastCheckpoint(partition);
    if (last.isPresent() && keys != null) {
      CheckpointCheck.signedByUs(logId, keys, last.get());
      againstCheckpoint(logId, partition, size, range, last.get());
    } else {
      againstIndexes(logId, partition, size);
    }
    faults.remove(partition);
  }

  @Override
  public Optional<LogFault> stopped(final int partition) {
    return faults.isEmpty() ? Optional.empty() : Optional.ofNullable(faults.get(partition));
  }

  /** From now on nothing is sealed into the log, until a check passes. */
  public void stop(final int partition, final LogFault fault) {
    faults.put(partition, fault);
  }

  private void againstCheckpoint(
      final String logId,
      final int partition,
      final long size,
      final @Nullable CompactRange range,
      final PublishedCheckpoint last) {
    final long signed = last.range().size();
    if (size < signed) {
      throw wentBack(logId, size, "the last signed checkpoint has " + signed);
    }
    final LeafWalk walk = last.walk(logId);
    final long deadline = System.nanoTime() + patience.toNanos();
    source.walk(partition, walk);
    while (walk.range().size() < size && System.nanoTime() < deadline) {
      pause();
      source.walk(partition, walk);
    }
    final long there = walk.range().size();
    if (there > size) {
      throw wentBack(logId, size, "%d are committed on audit.records".formatted(there));
    }
    if (there < size) {
      throw cut(logId, size, there);
    }
    if (range != null && !Arrays.equals(range.root(), walk.range().root())) {
      throw new LogFault(
          LogFault.Kind.FORKED,
          "log %s: the restored store and audit.records both have %d entries but different roots, so the store continued another log than the signed one. Nothing is sealed. Restore state directory and audit-chains changelog of this application, or find who else writes audit.records."
              .formatted(logId, size));
    }
  }

  private void againstIndexes(final String logId, final int partition, final long size) {
    final long deadline = System.nanoTime() + patience.toNanos();
    long there = entries(partition);
    while (there < size && System.nanoTime() < deadline) {
      pause();
      there = entries(partition);
    }
    if (there > size) {
      throw wentBack(logId, size, "%d are committed on audit.records".formatted(there));
    }
    if (there < size) {
      throw cut(logId, size, there);
    }
  }

  private long entries(final int partition) {
    final OptionalLong last = source.lastLeaf(partition);
    return last.isPresent() ? last.getAsLong() + 1 : 0;
  }

  private static LogFault wentBack(final String logId, final long size, final String more) {
    return new LogFault(
        LogFault.Kind.WENT_BACK,
        "log %s: the restored store knows of %d entries, but %s. Its changelog was lost or cut, or application.id is another one than that which sealed the log; going on would seal a second entry %d. Nothing is sealed. Bring the store audit-chains back (its changelog topic, or the state directory), see docs/audit-checkpoints.md."
            .formatted(logId, size, more, size));
  }

  private static LogFault cut(final String logId, final long size, final long there) {
    return new LogFault(
        LogFault.Kind.CUT,
        "log %s: the store knows of %d entries, audit.records shows %d: its end was cut off or the topic was made anew. Nothing is sealed. Bring the topic back from a replica or a backup, see docs/audit-checkpoints.md."
            .formatted(logId, size, there));
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN.toMillis());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogFault(LogFault.Kind.UNAVAILABLE, "interrupted while comparing a log");
    }
  }
}
