package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.catalogue.Stores;
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
  private final Map<TrailLog, LogFault> faults = new ConcurrentHashMap<>();

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
  public void check(final TrailLog log, final long size, final @Nullable CompactRange range) {
    final Optional<PublishedCheckpoint> last =
        keys == null || isNew(log, size) ? Optional.empty() : source.lastCheckpoint(log);
    if (last.isPresent() && keys != null) {
      CheckpointCheck.signedByUs(log.id(), keys, last.get());
      againstCheckpoint(log, size, range, last.get());
    } else {
      againstIndexes(log, size);
    }
    faults.remove(log);
  }

  /**
   * Whether a class has nothing here yet. To look for its checkpoint would be to read those of all
   * other logs of the partition from their beginning, before anything can be sealed. If there is
   * one all the same, the signer finds it and stops the log.
   */
  private boolean isNew(final TrailLog log, final long size) {
    return size == 0 && !log.isDefault() && source.isUnused(log);
  }

  @Override
  public Optional<LogFault> stopped(final TrailLog log) {
    return faults.isEmpty() ? Optional.empty() : Optional.ofNullable(faults.get(log));
  }

  /** From now on nothing is sealed into the log, until a check passes. */
  public void stop(final TrailLog log, final LogFault fault) {
    faults.put(log, fault);
  }

  private void againstCheckpoint(
      final TrailLog log,
      final long size,
      final @Nullable CompactRange range,
      final PublishedCheckpoint last) {
    final long signed = last.range().size();
    if (size < signed) {
      throw wentBack(log, size, "the last signed checkpoint has " + signed);
    }
    final LeafWalk walk = last.walk(log.id());
    final long deadline = System.nanoTime() + patience.toNanos();
    source.walk(log, walk);
    while (walk.range().size() < size && System.nanoTime() < deadline) {
      pause();
      source.walk(log, walk);
    }
    final long there = walk.range().size();
    if (there > size) {
      throw wentBack(log, size, "%d are committed on %s".formatted(there, log.records()));
    }
    if (there < size) {
      throw cut(log, size, there);
    }
    if (range != null && !Arrays.equals(range.root(), walk.range().root())) {
      throw new LogFault(
          LogFault.Kind.FORKED,
          "log %s: the restored store and %s both have %d entries but different roots, so the store continued another log than the signed one. Nothing is sealed. Restore state directory and %s changelog of this application, or find who else writes that topic."
              .formatted(log, log.records(), size, log.own(Stores.AUDIT_CHAINS)));
    }
  }

  private void againstIndexes(final TrailLog log, final long size) {
    final long deadline = System.nanoTime() + patience.toNanos();
    long there = entries(log);
    if (there == 0 && size > 0 && source.isExpired(log)) {
      return;
    }
    while (there < size && System.nanoTime() < deadline) {
      pause();
      there = entries(log);
    }
    if (there > size) {
      throw wentBack(log, size, "%d are committed on %s".formatted(there, log.records()));
    }
    if (there < size) {
      throw cut(log, size, there);
    }
  }

  private long entries(final TrailLog log) {
    final OptionalLong last = source.lastLeaf(log);
    return last.isPresent() ? last.getAsLong() + 1 : 0;
  }

  private static LogFault wentBack(final TrailLog log, final long size, final String more) {
    return new LogFault(
        LogFault.Kind.WENT_BACK,
        "log %s: the restored store knows of %d entries, but %s. Its changelog was lost or cut, or application.id is another one than that which sealed the log; going on would seal a second entry %d. Nothing is sealed. Bring the store %s back (its changelog topic, or the state directory), see docs/audit-checkpoints.md."
            .formatted(log, size, more, size, log.own(Stores.AUDIT_CHAINS)));
  }

  private static LogFault cut(final TrailLog log, final long size, final long there) {
    return new LogFault(
        LogFault.Kind.CUT,
        "log %s: the store knows of %d entries, %s shows %d: its end was cut off or the topic was made anew. Nothing is sealed. Bring the topic back from a replica or a backup, see docs/audit-checkpoints.md."
            .formatted(log, size, log.records(), there));
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
