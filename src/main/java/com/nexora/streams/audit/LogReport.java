package com.nexora.streams.audit;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What verification found in one log.
 *
 * @param logId the log, e.g. {@code default/3}
 * @param records records read
 * @param firstLeaf first leaf index found, -1 if none
 * @param lastLeaf last leaf index found, -1 if none
 * @param headHash leaf hash of the last leaf in hex; null if none can be believed
 * @param tenants head of every tenant's chain
 * @param damages what is wrong, at most {@link DamageList#MAX_LISTED}
 * @param counts entries concerned by kind of damage, complete
 */
public record LogReport(
    String logId,
    long records,
    long firstLeaf,
    long lastLeaf,
    @Nullable String headHash,
    SortedMap<String, Head> tenants,
    List<Damage> damages,
    Map<DamageKind, Long> counts) {

  /**
   * Head of a tenant's chain.
   *
   * @param sequence sequence of its last entry
   * @param leafHash leaf hash of its last entry in hex
   */
  public record Head(long sequence, String leafHash) {}

  /** Whether nothing is wrong. */
  public boolean intact() {
    return counts.isEmpty();
  }
}
