package com.nexora.streams.audit;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, and exactly where.
 *
 * @param kind what
 * @param logId log, e.g. {@code default/3}
 * @param firstLeaf first leaf index concerned, -1 if it has none
 * @param lastLeaf last leaf index concerned, -1 if it has none
 * @param offset Kafka offset of the first record concerned, -1 if there is no record
 * @param tenantId tenant concerned, null if unknown or several
 * @param detail what exactly, without payload
 */
public record Damage(
    DamageKind kind,
    String logId,
    long firstLeaf,
    long lastLeaf,
    long offset,
    @Nullable String tenantId,
    String detail) {

  /** Number of entries concerned, at least 1. */
  public long count() {
    return lastLeaf - firstLeaf + 1;
  }

  /** Whether a leaf is among those concerned. */
  public boolean covers(final long leaf) {
    return firstLeaf <= leaf && leaf <= lastLeaf;
  }
}
