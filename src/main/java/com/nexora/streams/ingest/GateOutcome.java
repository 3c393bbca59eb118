package com.nexora.streams.ingest;

import com.nexora.events.DeadLetter;

/**
 * What the gate decided about one record.
 *
 * @param <T> the record type of the family
 */
sealed interface GateOutcome<T> {

  /** It passes; duplicates are not removed yet. */
  record Accepted<T>(T event) implements GateOutcome<T> {}

  /** It is fine, but its key or partition is not the canonical one: it must move first. */
  record Misplaced<T>(byte[] value) implements GateOutcome<T> {}

  /** It does not pass. */
  record Refused<T>(DeadLetter letter) implements GateOutcome<T> {}
}
