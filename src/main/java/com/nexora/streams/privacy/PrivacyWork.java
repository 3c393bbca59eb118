package com.nexora.streams.privacy;

import com.nexora.events.AuditEvent;

/**
 * What passes through the guard of an intake: acts and orders on the way in, acts and answers on
 * the way out. One processor does both, so that it can keep keys at hand and still forget them.
 */
sealed interface PrivacyWork {

  /** An act on its way to the inbox. */
  record Act(AuditEvent event) implements PrivacyWork {}

  /** An order as it came; read when its turn has come. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Order(byte[] json) implements PrivacyWork {}

  /** What was done about an order. */
  record Answered(EraseOrder.Answer answer) implements PrivacyWork {}
}
