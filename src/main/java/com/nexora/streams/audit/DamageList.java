package com.nexora.streams.audit;

import com.nexora.streams.audit.CheckedRecord.Flaw;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The damages of one log: neighbours with the same flaw become one range, the number kept is
 * bounded, the counts are complete.
 */
final class DamageList {

  /** Most damages of a log that are listed one by one. */
  static final int MAX_LISTED = 1_000;

  private final String logId;
  private final List<Damage> damages = new ArrayList<>();
  private final Map<DamageKind, Long> counts = new EnumMap<>(DamageKind.class);

  DamageList(final String logId) {
    this.logId = logId;
  }

  void add(final Flaw flaw, final long first, final long last, final long offset) {
    add(flaw.kind(), first, last, offset, flaw.tenantId(), flaw.detail());
  }

  void add(
      final DamageKind kind,
      final long first,
      final long last,
      final long offset,
      final @Nullable String tenantId,
      final String detail) {
    final Damage damage = new Damage(kind, logId, first, last, offset, tenantId, detail);
    counts.merge(kind, damage.count(), Long::sum);
    if (!joined(damage) && damages.size() < MAX_LISTED) {
      damages.add(damage);
    }
  }

  List<Damage> sorted() {
    final List<Damage> sorted = new ArrayList<>(damages);
    sorted.sort(Comparator.comparingLong(Damage::firstLeaf).thenComparing(Damage::offset));
    return sorted;
  }

  Map<DamageKind, Long> counts() {
    return counts;
  }

  private boolean joined(final Damage next) {
    for (int i = damages.size() - 1; i >= Math.max(0, damages.size() - 4); i--) {
      final Damage before = damages.get(i);
      if (before.kind() == next.kind()
          && before.firstLeaf() >= 0
          && before.lastLeaf() + 1 == next.firstLeaf()
          && before.detail().equals(next.detail())) {
        damages.set(
            i,
            new Damage(
                before.kind(),
                logId,
                before.firstLeaf(),
                next.lastLeaf(),
                before.offset(),
                Objects.equals(before.tenantId(), next.tenantId()) ? before.tenantId() : null,
                before.detail()));
        return true;
      }
    }
    return false;
  }
}
