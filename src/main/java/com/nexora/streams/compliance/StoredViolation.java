package com.nexora.streams.compliance;

import com.nexora.events.ComplianceViolation;
import com.nexora.streams.catalogue.StoreKey;
import com.nexora.streams.schema.StoreCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A violation in the store: keyed by tenant, time of the act and id, so that a repeat takes its own
 * place and a period is one range.
 *
 * @param arrival epoch milliseconds
 */
record StoredViolation(long arrival, ComplianceViolation violation) {

  private static final StoreCodec<ComplianceViolation> CODEC =
      new StoreCodec<>(ComplianceViolation.getClassSchema());

  static byte[] key(final String tenantId, final long occurredAt, final String violationId) {
    return StoreKey.of().part(tenantId).number(occurredAt).part(violationId).bytes();
  }

  /** The first key of a time, below all of its violations. */
  static byte[] from(final String tenantId, final long occurredAt) {
    return StoreKey.of().part(tenantId).number(occurredAt).bytes();
  }

  byte[] key() {
    return key(violation.getTenantId(), violation.getOccurredAt(), violation.getViolationId());
  }

  byte[] encode() {
    final byte[] body = CODEC.encode(violation);
    return ByteBuffer.allocate(Long.BYTES + body.length).putLong(arrival).put(body).array();
  }

  static long arrival(final byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  static ComplianceViolation decode(final byte[] value) {
    return CODEC.decode(Arrays.copyOfRange(value, Long.BYTES, value.length));
  }
}
