package com.nexora.streams.privacy;

/**
 * What passes through the guard of an intake beside acts: orders on the way in, answers on the way
 * out. One processor does both, so that it can keep keys at hand and still forget them.
 */
sealed interface PrivacyWork {

  /** An order as it came; read when its turn has come. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Order(byte[] json) implements PrivacyWork {}

  /** What was done about an order. */
  record Answered(EraseOrder.Answer answer) implements PrivacyWork {}
}
