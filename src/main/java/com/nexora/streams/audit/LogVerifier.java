package com.nexora.streams.audit;

import com.nexora.streams.audit.CheckedRecord.Flaw;
import com.nexora.streams.audit.CheckedRecord.Sound;
import com.nexora.streams.audit.CheckedRecord.Stray;
import com.nexora.streams.audit.CheckedRecord.Suspect;
import com.nexora.streams.audit.Tenants.Tenant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
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
  private final Tenants tenants = new Tenants(this::chain);
  private final ChainLink next = new ChainLink();
  private final LogTree tree;
  private final CheckpointCheck signed;
  private final @Nullable SavedHead resumed;
  private final ErasedEntries erased = new ErasedEntries();
  private long nextOffset;
  private long expired;
  private final Suspects suspects = new Suspects();
  private final Set<Long> forkHashes = new HashSet<>();
  private final DamageList damages;
  private final List<Unplaced> leading = new ArrayList<>();
  private long unplacedSinceLast;
  private long records;
  private final byte[] headHash = new byte[AuditFormat.HASH_BYTES];
  private boolean hasHead;

  private record Unplaced(Flaw flaw, long offset) {}

  /**
   * @param logId the log, e.g. {@code default/3}
   * @param startOffset first offset that the partition still has; above 0, a log that does not
   *     begin at leaf 0 lost its head to expiry, not to a hole
   * @param keys keys of the HMACs; null = HMACs are not checked
   */
  public LogVerifier(final String logId, final long startOffset, final @Nullable HmacKeys keys) {
    this(logId, startOffset, VerifySettings.of(keys));
  }

  /**
   * @param logId the log, e.g. {@code default/3}
   * @param startOffset first offset that the partition still has
   * @param settings what it is held against
   */
  public LogVerifier(final String logId, final long startOffset, final VerifySettings settings) {
    this.logId = logId;
    this.startOffset = startOffset;
    this.check = new RecordCheck(logId, settings.keys(), AuditSchemas.shipped());
    this.damages = new DamageList(logId);
    this.signed = new CheckpointCheck(logId, settings.book().of(logId), settings);
    this.resumed = settings.resume().get(logId);
    this.tree =
        resumed == null
            ? new LogTree(0, List.of(), signed.sizes())
            : new LogTree(resumed.size(), resumed.range(), signed.sizes());
    if (resumed != null) {
      resume(resumed);
    }
  }

  private void resume(final SavedHead head) {
    nextOffset = head.nextOffset();
    if (head.size() > 0) {
      found.resume(head.size());
    }
    head.tenants()
        .forEach(
            (tenantId, last) ->
                tenants
                    .of(tenantId)
                    .chain
                    .resume(
                        new ChainLink()
                            .set(last.sequence(), HexFormat.of().parseHex(last.leafHash()))));
  }

  /** First Kafka offset that it wants to see. */
  long from() {
    return Math.max(startOffset, nextOffset);
  }

  /** Tree sizes at which the root is needed, ascending. */
  long[] cuts() {
    return signed.sizes();
  }

  /** Takes the next record of the partition. */
  public void add(final StoredRecord record) {
    records++;
    nextOffset = record.offset() + 1;
    final CheckedRecord checked = check.check(record);
    add(checked, record.offset());
    if (checked instanceof Sound sound) {
      tree.take(LeafRun.of(sound.leaf(), sound.hash()));
    }
  }

  /** Takes the next records of the partition. */
  void add(final CheckedBlock block) {
    records += block.count();
    for (int i = 0; i < block.count(); i++) {
      final CheckedRecord other = block.other(i);
      if (other == null) {
        add(
            tenants.of(block.data(), block.tenantAt(i), block.tenantLength(i), block.tenantHash(i)),
            next.set(block, i),
            List.of());
        signed.entry(block.leaf(i), block.timestamp(i));
        if (block.group(i) != 0) {
          erased.take(block, i);
        }
      } else {
        add(other, block.offset(i));
        if (other instanceof Sound sound) {
          signed.entry(sound.leaf(), block.timestamp(i));
        }
      }
    }
    if (block.count() > 0) {
      nextOffset = block.offset(block.count() - 1) + 1;
    }
    block.runs().forEach(tree::take);
  }

  private void add(final CheckedRecord checked, final long offset) {
    if (checked instanceof Sound sound) {
      add(tenants.of(sound.tenantId()), next.set(sound, offset), sound.flaws());
      erased.take(sound.event());
    } else if (checked instanceof Stray stray) {
      damages.add(stray.flaw(), -1, -1, offset);
    } else if (checked instanceof Suspect suspect) {
      add(suspect, offset);
    }
  }

  /** What the log says of erasures. */
  ErasedEntries erased() {
    return erased;
  }

  /**
   * The verdict after the last record; of erasures only those are counted that this log knows of.
   */
  public LogReport finish() {
    placeLeading(0);
    strayRuns();
    final long floor = floor();
    final SortedMap<String, LogReport.Head> heads =
        new ChainEnds(found, forkHashes, damages).judge(tenants, floor);
    suspects.settle(found, floor, damages);
    if (!found.isEmpty()) {
      for (final long[] gap : found.gaps(floor, found.highest())) {
        damages.add(
            DamageKind.MISSING, gap[0], gap[1], -1, null, "no record holds these leaf indexes");
      }
    }
    final long end = found.isEmpty() ? 0 : found.highest() + 1;
    signed.judge(tree, end, records == 0 && startOffset > 0, damages);
    final boolean whole = tree.size() == end;
    return new LogReport(
        logId,
        records,
        found.isEmpty() ? -1 : resumed == null ? found.lowest() : resumed.size(),
        end - 1,
        hasHead ? HexFormat.of().formatHex(headHash) : null,
        heads,
        whole ? HexFormat.of().formatHex(tree.root()) : null,
        signed.summary(tree),
        expired,
        ErasedEntries.count(List.of(erased))[0],
        whole && damages.counts().isEmpty()
            ? new SavedHead(end, nextOffset, tree.range(), heads)
            : null,
        damages.sorted(),
        damages.counts());
  }

  private void add(final Tenant tenant, final ChainLink entry, final List<Flaw> flaws) {
    final long leaf = entry.leaf();
    final boolean inOrder = found.isNext(leaf);
    if (!inOrder && found.has(leaf)) {
      repeat(tenant, entry, flaws);
      return;
    }
    final boolean first = found.isEmpty();
    if (inOrder || first || leaf > found.highest()) {
      System.arraycopy(entry.hash(), 0, headHash, 0, headHash.length);
      hasHead = true;
    }
    take(tenant, entry, flaws);
    found.add(leaf, entry.offset());
    unplacedSinceLast = 0;
    if (first) {
      placeLeading(startOffset > 0 ? Math.max(0, leaf - leading.size()) : 0);
    }
  }

  private void take(final Tenant tenant, final ChainLink entry, final List<Flaw> flaws) {
    hashes.put(entry.leaf(), entry.hash());
    tenant.chain.add(
        entry, !forkHashes.isEmpty() && forkHashes.contains(LeafHashes.prefix(entry.previous())));
    for (final Flaw flaw : flaws) {
      damages.add(flaw, entry.leaf(), entry.leaf(), entry.offset());
    }
  }

  /** A second sound entry for one leaf index. */
  private void repeat(final Tenant tenant, final ChainLink entry, final List<Flaw> flaws) {
    final long leaf = entry.leaf();
    final long offset = entry.offset();
    if (hashes.holds(leaf, entry.hash())) {
      damages.add(DamageKind.DUPLICATED, leaf, leaf, offset, tenant.name, "stands there once more");
      return;
    }
    final boolean linked =
        entry.proven()
            || entry.isFirst()
            || forkHashes.contains(LeafHashes.prefix(entry.previous()))
            || hashes.anywhere(entry.previous());
    final TenantChain doubted = entry.proven() ? null : doubted(leaf);
    final ChainLink forged = linked && doubted != null ? doubted.undo(leaf) : null;
    if (!linked) {
      inserted(tenant.name, leaf, offset);
    } else if (forged != null) {
      inserted(null, leaf, forged.offset());
      take(tenant, entry, flaws);
    } else {
      forkHashes.add(LeafHashes.prefix(entry.hash()));
      damages.add(
          DamageKind.FORKED, leaf, leaf, offset, tenant.name, "another entry has this place");
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
    for (final Tenant tenant : tenants.all()) {
      if (tenant.chain.isDoubtful(leaf)) {
        return tenant.chain;
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
    if (startOffset == 0 || records == 0 || resumed != null) {
      return 0;
    }
    final long lowest = found.isEmpty() ? suspects.lowest() : suspects.lowestBefore(found.lowest());
    if (lowest == 0) {
      return 0;
    }
    if (signed.expired(lowest)) {
      expired = lowest;
      return lowest;
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
}
