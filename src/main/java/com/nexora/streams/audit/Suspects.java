package com.nexora.streams.audit;

import com.nexora.streams.audit.CheckedRecord.Flaw;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that cannot be believed, until the end of the log shows which of them stand in the place
 * of an entry that is not there otherwise, and which are one too many.
 */
final class Suspects {

  private final List<Group> groups = new ArrayList<>();

  /** Neighbours with the same flaw that claim consecutive leaves, or one with several claims. */
  private static final class Group {
    final Flaw flaw;
    final long offset;
    final List<Long> alternatives;
    final long first;
    long last;

    Group(final Flaw flaw, final long offset, final List<Long> claims) {
      this.flaw = flaw;
      this.offset = offset;
      this.alternatives = claims.subList(1, claims.size());
      this.first = claims.get(0);
      this.last = first;
    }
  }

  /**
   * Adds one.
   *
   * @param claims leaf indexes it may stand for, at least one
   */
  void add(final Flaw flaw, final long offset, final List<Long> claims) {
    if (!groups.isEmpty() && claims.size() == 1) {
      final Group group = groups.get(groups.size() - 1);
      if (group.alternatives.isEmpty()
          && group.flaw.equals(flaw)
          && group.last + 1 == claims.get(0)) {
        group.last++;
        return;
      }
    }
    groups.add(new Group(flaw, offset, claims));
  }

  /**
   * Lets each fill the place it claims, if that is empty and touches the log; tells what is wrong.
   *
   * @param found leaves found so far; filled places are added
   */
  void settle(final LeafRuns found, final long floor, final DamageList damages) {
    // A place at the end may only touch the log once the places before it are filled.
    groups.sort((a, b) -> Long.compare(a.first, b.first));
    for (final Group group : groups) {
      settle(group, found, floor, damages);
    }
  }

  /** The lowest leaf that suspects claim without a hole up to this one; else this one. */
  long lowestBefore(final long leaf) {
    groups.sort((a, b) -> Long.compare(b.last, a.last));
    long lowest = leaf;
    for (final Group group : groups) {
      if (group.first < lowest && group.last >= lowest - 1) {
        lowest = group.first;
      }
    }
    return lowest;
  }

  /** The lowest leaf that any of them claims, 0 if there is none. */
  long lowest() {
    return groups.stream().mapToLong(group -> group.first).min().orElse(0);
  }

  private static void settle(
      final Group group, final LeafRuns found, final long floor, final DamageList damages) {
    long leaf = group.first;
    for (final long other : group.alternatives) {
      if (!fits(found, leaf, floor)) {
        leaf = other;
      }
    }
    final long last = group.last - group.first + leaf;
    for (; leaf <= last; leaf++) {
      if (fits(found, leaf, floor)) {
        found.add(leaf, group.offset);
        damages.add(group.flaw, leaf, leaf, group.offset);
      } else {
        damages.add(
            DamageKind.INSERTED,
            leaf,
            leaf,
            group.offset,
            group.flaw.tenantId(),
            "one record too many, and not a sealed entry: " + group.flaw.detail());
      }
    }
  }

  private static boolean fits(final LeafRuns found, final long leaf, final long floor) {
    if (leaf < floor || found.has(leaf)) {
      return false;
    }
    return leaf <= (found.isEmpty() ? floor : found.highest() + 1);
  }
}
