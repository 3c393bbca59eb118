package com.nexora.streams.audit.checkpoint;

import java.util.Optional;
import java.util.OptionalLong;

/** What is committed of one log, for the comparison before anything is sealed. */
public interface LogSource {

  /**
   * The last checkpoint on {@code audit.checkpoints}.
   *
   * @throws LogFault if it cannot be read now
   */
  Optional<PublishedCheckpoint> lastCheckpoint(int partition);

  /**
   * Index of the last entry on {@code audit.records}; empty if there is none.
   *
   * @throws LogFault if it cannot be read now
   */
  OptionalLong lastLeaf(int partition);

  /**
   * Gives a walk what is committed now behind the place where it stands.
   *
   * @throws LogFault if it cannot be read now, is cut off, or an entry does not belong there
   */
  void walk(int partition, LeafWalk walk);
}
