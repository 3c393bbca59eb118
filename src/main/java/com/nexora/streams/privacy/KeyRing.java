package com.nexora.streams.privacy;

/** Where a task's data keys come from. */
interface KeyRing {

  /**
   * The key for data of one subject that arise at a moment; makes one if there is none.
   *
   * @param pseudonym of the subject
   * @param occurredAt epoch milliseconds; data from before the subject's erasure get no key
   * @return destroyed, if the data were erased
   */
  PayloadSeal.SubjectKey key(String tenant, String pseudonym, long occurredAt);
}
