package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.events.DeadLetter;

/** What became of one record of the inbox. */
sealed interface SealOutcome {

  /**
   * It was sealed.
   *
   * @param record the sealed act
   * @param partition partition of the inbox, and so of {@code audit.records}
   */
  record Sealed(AuditRecord record, int partition) implements SealOutcome {}

  /**
   * It cannot be an entry.
   *
   * @param letter why
   */
  record Refused(DeadLetter letter) implements SealOutcome {}
}
