package com.nexora.streams.correlation;

import com.nexora.streams.catalogue.ContentId;

/**
 * What makes a finding one finding (REQUIREMENTS N5): a threat against an entity within one
 * five-minute bucket of event time.
 *
 * @param tenantId owner
 * @param entityId identity under threat
 * @param threatId the threat
 * @param bucket {@code floor(event time / 5 min)}
 */
record FindingId(String tenantId, String entityId, String threatId, long bucket) {

  /** Length of a bucket and reach of the join to either side, in milliseconds. */
  static final long FIVE_MINUTES = 300_000;

  /** The finding that a detection at this time belongs to. */
  static FindingId at(
      final String tenantId, final String entityId, final String threatId, final long time) {
    return new FindingId(tenantId, entityId, threatId, bucketOf(time));
  }

  static long bucketOf(final long time) {
    return Math.floorDiv(time, FIVE_MINUTES);
  }

  /** Start of the bucket, epoch milliseconds. */
  long bucketStart() {
    return bucket * FIVE_MINUTES;
  }

  /** The public id: 32 hex digits. */
  String hex() {
    return ContentId.hex(tenantId, entityId, threatId, Long.toString(bucket));
  }
}
