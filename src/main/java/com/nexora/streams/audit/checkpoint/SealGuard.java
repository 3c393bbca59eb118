package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.merkle.CompactRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says whether a sequencer may seal. */
public interface SealGuard {

  /**
   * Compares the restored head of a log with what is committed.
   *
   * @param log the log
   * @param size entries that the store knows of
   * @param range tree over them; null if the store does not hold it yet
   * @throws LogFault if sealing would fork the log, or nothing can be compared now
   */
  void check(TrailLog log, long size, @Nullable CompactRange range);

  /**
   * Why sealing must stop now, found while running; asked before every entry.
   *
   * @param log the log
   */
  Optional<LogFault> stopped(TrailLog log);

  /** Lets everything pass: for tests and where no cluster is. */
  static SealGuard open() {
    return new SealGuard() {
      @Override
      public void check(final TrailLog log, final long size, final @Nullable CompactRange range) {}

      @Override
      public Optional<LogFault> stopped(final TrailLog log) {
        return Optional.empty();
      }
    };
  }
}
