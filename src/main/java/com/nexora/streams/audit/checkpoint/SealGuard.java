package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.merkle.CompactRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says whether a sequencer may seal. */
public interface SealGuard {

  /**
   * Compares the restored head of a log with what is committed.
   *
   * @param logId the log
   * @param partition of the topics
   * @param size entries that the store knows of
   * @param range tree over them; null if the store does not hold it yet
   * @throws LogFault if sealing would fork the log, or nothing can be compared now
   */
  void check(String logId, int partition, long size, @Nullable CompactRange range);

  /**
   * Why sealing must stop now, found while running; asked before every entry.
   *
   * @param partition of the topics
   */
  Optional<LogFault> stopped(int partition);

  /** Lets everything pass: for tests and where no cluster is. */
  static SealGuard open() {
    return new SealGuard() {
      @Override
      public void check(
          final String logId,
          final int partition,
          final long size,
          final @Nullable CompactRange range) {}

      @Override
      public Optional<LogFault> stopped(final int partition) {
        return Optional.empty();
      }
    };
  }
}
