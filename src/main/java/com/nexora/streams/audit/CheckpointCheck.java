package com.nexora.streams.audit;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds one log against its signed heads: what the records alone cannot show, a cut tail and a
 * rewritten suffix.
 */
final class CheckpointCheck {

  /** Damages that explain by themselves why a root differs. */
  private static final Set<DamageKind> EXPLAINED =
      EnumSet.of(
          DamageKind.EDITED,
          DamageKind.MISSING,
          DamageKind.INSERTED,
          DamageKind.REORDERED,
          DamageKind.FORKED,
          DamageKind.BAD_HMAC,
          DamageKind.UNDECODABLE);

  private final List<SignedHead> heads;
  private final VerifySettings settings;
  private final long expiredBefore;
  private long beyond;
  private long oldBeyondFirst = -1;
  private long oldBeyondLast = -1;

  CheckpointCheck(final String logId, final List<SignedHead> heads, final VerifySettings settings) {
    this.expiredBefore = settings.expiredBefore(logId);
    this.heads = heads;
    this.settings = settings;
  }

  /** Sizes of the heads, ascending. */
  long[] sizes() {
    return heads.stream().mapToLong(SignedHead::size).toArray();
  }

  /** The newest head; null if there is none. */
  @Nullable SignedHead newest() {
    return heads.isEmpty() ? null : heads.get(heads.size() - 1);
  }

  /** Takes notice of an entry: one that nobody signed in time is damage. */
  void entry(final long leaf, final long timestamp) {
    final SignedHead newest = newest();
    if (newest != null && leaf < newest.size()) {
      return;
    }
    beyond++;
    if (timestamp < settings.signedSince()) {
      oldBeyondFirst = oldBeyondFirst < 0 ? leaf : Math.min(oldBeyondFirst, leaf);
      oldBeyondLast = Math.max(oldBeyondLast, leaf);
    }
  }

  /** Entries that no checkpoint covers yet. */
  long beyond() {
    return beyond;
  }

  /**
   * Whether the leaves before this one must have been gone by now: they were signed for before the
   * time at which records expire.
   */
  boolean expired(final long leaf) {
    return heads.stream()
        .filter(head -> head.size() >= leaf)
        .anyMatch(head -> head.firstTime() >= 0 && head.firstTime() <= expiredBefore);
  }

  /**
   * Tells what is wrong.
   *
   * @param end leaf index after the last one
   * @param emptied whether the partition has no record left although it once had some
   */
  void judge(final LogTree tree, final long end, final boolean emptied, final DamageList damages) {
    if (!settings.book().given()) {
      return;
    }
    roots(tree, damages);
    final SignedHead newest = newest();
    if (newest == null) {
      if (end > 0) {
        damages.add(
            DamageKind.UNSIGNED, 0, end - 1, -1, null, "there is no valid checkpoint of this log");
      }
      return;
    }
    if (newest.size() > end && !(emptied && expired(newest.size()))) {
      damages.add(
          emptied ? DamageKind.TRUNCATED_HEAD : DamageKind.TRUNCATED,
          end,
          newest.size() - 1,
          -1,
          null,
          "the checkpoint at %s has %d entries, the log ends before leaf %d"
              .formatted(newest.note().place(), newest.size(), end));
    }
    if (newest.time() >= 0 && newest.time() < settings.signedSince()) {
      damages.add(
          DamageKind.STALE,
          newest.size(),
          newest.size(),
          newest.note().offset(),
          null,
          "the newest checkpoint, of size %d, is of %s"
              .formatted(newest.size(), Instant.ofEpochMilli(newest.time())));
    }
    if (oldBeyondFirst >= 0) {
      damages.add(
          DamageKind.UNSIGNED,
          oldBeyondFirst,
          oldBeyondLast,
          -1,
          null,
          "the newest checkpoint, of size %d, does not cover them, though they are old enough"
              .formatted(newest.size()));
    }
  }

  /** For the report. */
  LogReport.@Nullable Signed summary(final LogTree tree) {
    final SignedHead newest = newest();
    if (newest == null) {
      return null;
    }
    final long compared =
        heads.stream().filter(head -> Arrays.equals(tree.rootAt(head.size()), head.root())).count();
    return new LogReport.Signed(
        newest.size(), newest.time(), newest.note().place(), beyond, compared);
  }

  private void roots(final LogTree tree, final DamageList damages) {
    long good = 0;
    for (final SignedHead head : heads) {
      final byte[] root = tree.rootAt(head.size());
      if (root == null) {
        continue;
      }
      if (Arrays.equals(root, head.root())) {
        good = head.size();
      } else {
        if (!explained(damages, head.size())) {
          damages.add(
              DamageKind.FORKED,
              good,
              Math.max(good, head.size() - 1),
              -1,
              null,
              "the checkpoint at %s has another root for size %d: these entries are not those that were signed"
                  .formatted(head.note().place(), head.size()));
        }
        return;
      }
    }
  }

  private static boolean explained(final DamageList damages, final long size) {
    return damages.sorted().stream()
        .anyMatch(damage -> EXPLAINED.contains(damage.kind()) && damage.firstLeaf() < size);
  }
}
