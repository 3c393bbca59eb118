package com.nexora.streams.audit;

import com.nexora.events.AuditHead;
import com.nexora.events.AuditRecord;
import com.nexora.events.DeadLetter;

/** What became of one record of the inbox, and the head of the log from time to time. */
sealed interface SealOutcome {

  /**
   * It was sealed.
   *
   * @param record the sealed act
   * @param encoded the same as a value of the store, see {@link EntryCodec}
   * @param partition partition of the inbox, and so of {@code audit.records}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, copied by nobody
  record Sealed(AuditRecord record, byte[] encoded, int partition) implements SealOutcome {}

  /**
   * Not of one record: how far the log has come.
   *
   * @param head size and root of the log
   * @param partition partition of the inbox, and so of {@code audit.heads}
   */
  record Head(AuditHead head, int partition) implements SealOutcome {}

  /**
   * It cannot be an entry.
   *
   * @param letter why
   */
  record Refused(DeadLetter letter) implements SealOutcome {}
}
