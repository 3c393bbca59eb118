package com.nexora.streams.audit;

import com.nexora.streams.audit.TenantChain.Piece;
import com.nexora.streams.audit.Tenants.Tenant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether the pieces of each tenant's chain make one, after the last record of a log. */
final class ChainEnds {

  private final LeafRuns found;
  private final Set<Long> forkHashes;
  private final DamageList damages;

  /**
   * @param found leaves that believable entries hold
   * @param forkHashes beginnings of the hashes of entries that were told as a fork
   */
  ChainEnds(final LeafRuns found, final Set<Long> forkHashes, final DamageList damages) {
    this.found = found;
    this.forkHashes = forkHashes;
    this.damages = damages;
  }

  /** Tells what is wrong with the chains; the head of each. */
  SortedMap<String, LogReport.Head> judge(final Tenants tenants, final long floor) {
    final SortedMap<String, LogReport.Head> heads = new TreeMap<>();
    for (final Tenant tenant : tenants.all()) {
      final List<Piece> pieces = tenant.chain.finish();
      if (!pieces.isEmpty()) {
        begins(tenant.name, pieces.get(0), floor);
        for (int i = 1; i < pieces.size(); i++) {
          joins(tenant, pieces.get(i - 1), pieces.get(i));
        }
        final ChainLink last = pieces.get(pieces.size() - 1).last;
        heads.put(
            tenant.name,
            new LogReport.Head(last.sequence(), HexFormat.of().formatHex(last.hash())));
      }
    }
    return heads;
  }

  /** How a tenant's chain may begin: at sequence 1, or behind entries that are gone. */
  private void begins(final String tenantId, final Piece piece, final long floor) {
    final ChainLink first = piece.first;
    if (first.leaf() < 0) {
      return;
    }
    if (first.sequence() == 1 && !first.isFirst()) {
      damages.add(
          DamageKind.EDITED,
          first.leaf(),
          first.leaf(),
          first.offset(),
          tenantId,
          "the tenant's first entry names a previous one");
    }
    if (floor == 0 && holes(0, first.leaf() - 1) < first.sequence() - 1) {
      missing(tenantId, 1, first);
    }
  }

  private void joins(final Tenant tenant, final Piece before, final Piece after) {
    final ChainLink last = before.last;
    final ChainLink first = after.first;
    if (forkHashes.contains(LeafHashes.prefix(first.previous()))) {
      return;
    }
    if (first.sequence() <= last.sequence()) {
      damages.add(
          DamageKind.FORKED,
          first.leaf(),
          first.leaf(),
          first.offset(),
          tenant.name,
          "tenant sequence %d is there already".formatted(first.sequence()));
    } else if (first.sequence() == last.sequence() + 1) {
      if (!first.follows(last)) {
        tenant.chain.tell(last, first);
      }
    } else if (holes(last.leaf() + 1, first.leaf() - 1) < first.sequence() - last.sequence() - 1) {
      missing(tenant.name, last.sequence() + 1, first);
    }
  }

  /** Leaves of a range that no believable entry holds. */
  private long holes(final long first, final long last) {
    return last < first ? 0 : last - first + 1 - found.countWithin(first, last);
  }

  private void missing(final String tenantId, final long from, final ChainLink next) {
    damages.add(
        DamageKind.MISSING,
        next.leaf(),
        next.leaf(),
        next.offset(),
        tenantId,
        "tenant sequences %d to %d are gone, though no leaf index before this entry is"
            .formatted(from, next.sequence() - 1));
  }
}
