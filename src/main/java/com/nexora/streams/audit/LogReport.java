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
 * @param root root of the Merkle tree over all leaves in hex; null if it cannot be computed, since
 *     leaves are gone or damaged
 * @param signed the newest checkpoint that was compared; null if there is none
 * @param expired entries at the beginning that are gone since their time was over
 * @param erased entries that nobody can read any more, since their subject was erased
 * @param head where a later run may go on; null if something is wrong or gone
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
    @Nullable String root,
    @Nullable Signed signed,
    long expired,
    long erased,
    @Nullable SavedHead head,
    List<Damage> damages,
    Map<DamageKind, Long> counts) {

  /**
   * Head of a tenant's chain.
   *
   * @param sequence sequence of its last entry
   * @param leafHash leaf hash of its last entry in hex
   */
  public record Head(long sequence, String leafHash) {}

  /**
   * What a trusted checkpoint says.
   *
   * @param size entries that it covers
   * @param time when it was last signed or stored, epoch milliseconds; -1 if unknown
   * @param place where it was found
   * @param beyond entries that it does not cover yet
   * @param compared checkpoints of this log whose root was computed and is theirs
   */
  public record Signed(long size, long time, String place, long beyond, long compared) {}

  /** The same with another number of erased entries. */
  LogReport withErased(final long count) {
    return new LogReport(
        logId, records, firstLeaf, lastLeaf, headHash, tenants, root, signed, expired, count, head,
        damages, counts);
  }

  /** Whether nothing is wrong. */
  public boolean intact() {
    return counts.isEmpty();
  }
}
