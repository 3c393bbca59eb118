package com.nexora.streams.audit;

import com.nexora.streams.audit.CheckedRecord.Flaw;
import com.nexora.streams.audit.CheckedRecord.Sound;
import com.nexora.streams.audit.CheckedRecord.Stray;
import com.nexora.streams.audit.CheckedRecord.Suspect;
import com.nexora.streams.audit.TenantChain.Link;
import com.nexora.streams.audit.TenantChain.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one log, record by record in the order of its partition, in one walk and in memory that
 * grows by eight bytes an entry and with the damage.
 *
 * <p>Every record is first held against itself. Those whose bytes can be believed take part in the
 * log and in their tenant's chain; the others wait, and at the end either stand for the entry that
 * is missing in their place or are one too many. Not thread-safe.
 */
public final class LogVerifier {

  private final String logId;
  private final long startOffset;
  private final RecordCheck check;
  private final LeafRuns found = new LeafRuns();
  private final LeafHashes hashes = new LeafHashes();
  private final Map<String, TenantChain> chains = new HashMap<>();
  private final Suspects suspects = new Suspects();
  private final Set<Long> forkHashes = new HashSet<>();
  private final DamageList damages;
  private final List<Unplaced> leading = new ArrayList<>();
  private long unplacedSinceLast;
  private long records;
  private byte @Nullable [] headHash;

  private record Unplaced(Flaw flaw, long offset) {}

  /**
   * @param logId the log, e.g. {@code default/3}
   * @param startOffset first offset that the partition still has; above 0, a log that does not
   *     begin at leaf 0 lost its head to expiry, not to a hole
   * @param keys keys of the HMACs; null = HMACs are not checked
   */
  public LogVerifier(final String logId, final long startOffset, final @Nullable HmacKeys keys) {
    this.logId = logId;
    this.startOffset = startOffset;
    this.check = new RecordCheck(logId, keys, AuditSchemas.shipped());
    this.damages = new DamageList(logId);
  }

  /** Takes the next record of the partition. */
  public void add(final StoredRecord record) {
    records++;
    final CheckedRecord checked = check.check(record);
    if (checked instanceof Sound sound) {
      add(sound, record.offset());
    } else if (checked instanceof Stray stray) {
      damages.add(stray.flaw(), -1, -1, record.offset());
    } else if (checked instanceof Suspect suspect) {
      add(suspect, record.offset());
    }
  }

  /** The verdict after the last record. */
  public LogReport finish() {
    placeLeading(0);
    strayRuns();
    final long floor = floor();
    final SortedMap<String, LogReport.Head> heads = finishChains(floor);
    suspects.settle(found, floor, damages);
    if (!found.isEmpty()) {
      for (final long[] gap : found.gaps(floor, found.highest())) {
        damages.add(
            DamageKind.MISSING, gap[0], gap[1], -1, null, "no record holds these leaf indexes");
      }
    }
    return new LogReport(
        logId,
        records,
        found.isEmpty() ? -1 : found.lowest(),
        found.isEmpty() ? -1 : found.highest(),
        headHash == null ? null : HexFormat.of().formatHex(headHash),
        heads,
        damages.sorted(),
        damages.counts());
  }

  private void add(final Sound sound, final long offset) {
    final boolean first = found.isEmpty();
    if (found.has(sound.leaf())) {
      repeat(sound, offset);
      return;
    }
    if (first || sound.leaf() > found.highest()) {
      headHash = sound.hash();
    }
    take(sound, offset);
    found.add(sound.leaf(), offset);
    unplacedSinceLast = 0;
    if (first) {
      placeLeading(startOffset > 0 ? Math.max(0, sound.leaf() - leading.size()) : 0);
    }
  }

  private void take(final Sound sound, final long offset) {
    hashes.put(sound.leaf(), sound.hash());
    chains
        .computeIfAbsent(sound.tenantId(), this::chain)
        .add(
            Link.of(sound, offset),
            !forkHashes.isEmpty() && forkHashes.contains(LeafHashes.prefix(sound.previous())));
    for (final Flaw flaw : sound.flaws()) {
      damages.add(flaw, sound.leaf(), sound.leaf(), offset);
    }
  }

  /** A second sound entry for one leaf index. */
  private void repeat(final Sound sound, final long offset) {
    final long leaf = sound.leaf();
    if (hashes.holds(leaf, sound.hash())) {
      damages.add(
          DamageKind.DUPLICATED, leaf, leaf, offset, sound.tenantId(), "stands there once more");
      return;
    }
    final boolean linked =
        sound.proven()
            || TenantChain.isFirst(Link.of(sound, offset))
            || forkHashes.contains(LeafHashes.prefix(sound.previous()))
            || hashes.anywhere(sound.previous());
    final TenantChain doubted = sound.proven() ? null : doubted(leaf);
    final Link forged = linked && doubted != null ? doubted.undo(leaf) : null;
    if (!linked) {
      inserted(sound.tenantId(), leaf, offset);
    } else if (forged != null) {
      inserted(null, leaf, forged.offset());
      take(sound, offset);
    } else {
      forkHashes.add(LeafHashes.prefix(sound.hash()));
      damages.add(
          DamageKind.FORKED, leaf, leaf, offset, sound.tenantId(), "another entry has this place");
    }
  }

  private void inserted(final @Nullable String tenantId, final long leaf, final long offset) {
    damages.add(
        DamageKind.INSERTED,
        leaf,
        leaf,
        offset,
        tenantId,
        "another entry has this place, and this one does not continue its tenant's chain");
  }

  private @Nullable TenantChain doubted(final long leaf) {
    for (final TenantChain chain : chains.values()) {
      if (chain.isDoubtful(leaf)) {
        return chain;
      }
    }
    return null;
  }

  private void add(final Suspect suspect, final long offset) {
    if (!suspect.claims().isEmpty()) {
      suspects.add(suspect.flaw(), offset, suspect.claims());
      unplacedSinceLast++;
    } else if (found.isEmpty()) {
      leading.add(new Unplaced(suspect.flaw(), offset));
    } else {
      suspects.add(suspect.flaw(), offset, List.of(found.expected() + unplacedSinceLast));
      unplacedSinceLast++;
    }
  }

  /** Gives places to what cannot say its own and stands before the first entry. */
  private void placeLeading(final long from) {
    long claim = from;
    for (final Unplaced record : leading) {
      suspects.add(record.flaw(), record.offset(), List.of(claim));
      claim++;
    }
    leading.clear();
  }

  /** Tells runs out of order; a run that cannot have its place in the log was put there. */
  private void strayRuns() {
    final List<LeafRuns.Run> astray = found.outOfOrder();
    astray.forEach(found::remove);
    for (final LeafRuns.Run run : astray) {
      if (run.first <= found.highest() + 1) {
        found.restore(run);
        damages.add(
            DamageKind.REORDERED,
            run.first,
            run.last,
            run.offset,
            null,
            "stands elsewhere than between its neighbours");
      } else {
        damages.add(
            DamageKind.INSERTED,
            run.first,
            run.last,
            run.offset,
            null,
            "stands amid lower leaf indexes, and the log does not reach this far");
      }
    }
  }

  /** First leaf index that must be there. */
  private long floor() {
    if (startOffset == 0 || records == 0) {
      return 0;
    }
    final long lowest = found.isEmpty() ? suspects.lowest() : suspects.lowestBefore(found.lowest());
    if (lowest == 0) {
      return 0;
    }
    damages.add(
        DamageKind.TRUNCATED_HEAD,
        0,
        lowest - 1,
        -1,
        null,
        "the partition begins at offset " + startOffset);
    return lowest;
  }

  private TenantChain chain(final String tenantId) {
    return new TenantChain(
        (guilty, forked, detail) ->
            damages.add(
                forked ? DamageKind.FORKED : DamageKind.EDITED,
                guilty.leaf(),
                guilty.leaf(),
                guilty.offset(),
                tenantId,
                detail));
  }

  private SortedMap<String, LogReport.Head> finishChains(final long floor) {
    final SortedMap<String, LogReport.Head> heads = new TreeMap<>();
    chains.forEach(
        (tenantId, chain) -> {
          final List<Piece> pieces = chain.finish();
          if (!pieces.isEmpty()) {
            begins(tenantId, pieces.get(0), floor);
            for (int i = 1; i < pieces.size(); i++) {
              joins(tenantId, chain, pieces.get(i - 1), pieces.get(i));
            }
            final Link last = pieces.get(pieces.size() - 1).last;
            heads.put(
                tenantId,
                new LogReport.Head(last.sequence(), HexFormat.of().formatHex(last.hash())));
          }
        });
    return heads;
  }

  /** How a tenant's chain may begin: at sequence 1, or behind entries that are gone. */
  private void begins(final String tenantId, final Piece piece, final long floor) {
    final Link first = piece.first;
    if (first.sequence() == 1 && !TenantChain.isFirst(first)) {
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

  private void joins(
      final String tenantId, final TenantChain chain, final Piece before, final Piece after) {
    final Link last = before.last;
    final Link next = after.first;
    if (forkHashes.contains(LeafHashes.prefix(next.previous()))) {
      return;
    }
    if (next.sequence() <= last.sequence()) {
      damages.add(
          DamageKind.FORKED,
          next.leaf(),
          next.leaf(),
          next.offset(),
          tenantId,
          "tenant sequence %d is there already".formatted(next.sequence()));
    } else if (next.sequence() == last.sequence() + 1) {
      if (!TenantChain.links(last, next)) {
        chain.tell(last, next);
      }
    } else if (holes(last.leaf() + 1, next.leaf() - 1) < next.sequence() - last.sequence() - 1) {
      missing(tenantId, last.sequence() + 1, next);
    }
  }

  /** Leaves of a range that no believable entry holds. */
  private long holes(final long first, final long last) {
    return last < first ? 0 : last - first + 1 - found.countWithin(first, last);
  }

  private void missing(final String tenantId, final long from, final Link next) {
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
