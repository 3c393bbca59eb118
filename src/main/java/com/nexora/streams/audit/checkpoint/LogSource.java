package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.TrailLog;
import java.util.Optional;
import java.util.OptionalLong;

/** What is committed of one log, for the comparison before anything is sealed. */
public interface LogSource {

  /**
   * The last checkpoint of a log on {@code audit.checkpoints}, where other logs have theirs, too.
   *
   * @throws LogFault if it cannot be read now
   */
  Optional<PublishedCheckpoint> lastCheckpoint(TrailLog log);

  /**
   * Whether no record was ever written to the topic of the log's sealed entries.
   *
   * @throws LogFault if it cannot be asked now
   */
  boolean isUnused(TrailLog log);

  /**
   * Whether there were records on that topic and all are gone from its beginning on.
   *
   * @throws LogFault if it cannot be asked now
   */
  boolean isExpired(TrailLog log);

  /**
   * Index of the last entry on the topic of its sealed entries; empty if there is none.
   *
   * @throws LogFault if it cannot be read now
   */
  OptionalLong lastLeaf(TrailLog log);

  /**
   * Gives a walk what is committed now behind the place where it stands.
   *
   * @throws LogFault if it cannot be read now, is cut off, or an entry does not belong there
   */
  void walk(TrailLog log, LeafWalk walk);
}
