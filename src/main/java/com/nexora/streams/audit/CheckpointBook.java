package com.nexora.streams.audit;

import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.NoteSignature;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All checkpoints that were found, sorted into heads to hold the logs against and notes that cannot
 * be believed.
 *
 * <p>A note that was tampered with is damage by itself and proves nothing about a log.
 */
public final class CheckpointBook {

  /** A book without pages: nothing is held against checkpoints. */
  static final CheckpointBook EMPTY = new CheckpointBook(Map.of(), List.of(), false);

  private final Map<String, List<SignedHead>> byOrigin;
  private final List<Damage> damages;
  private final boolean given;

  private CheckpointBook(
      final Map<String, List<SignedHead>> byOrigin,
      final List<Damage> damages,
      final boolean given) {
    this.byOrigin = byOrigin;
    this.damages = damages;
    this.given = given;
  }

  /** What one note says. */
  private record Page(
      StoredNote note, @Nullable Checkpoint checkpoint, long time, @Nullable Flaw flaw) {}

  private record Flaw(DamageKind kind, String detail) {}

  /**
   * Reads notes. Checking a signature takes about a millisecond; all cores are used, and a note
   * that a heartbeat repeated is checked once.
   *
   * @param notes in any order
   */
  public static CheckpointBook read(final List<StoredNote> notes, final CheckpointTrust trust) {
    final List<Page> pages =
        repeats(notes).parallelStream().flatMap(same -> pages(same, trust).stream()).toList();
    final Map<String, List<SignedHead>> byOrigin = new TreeMap<>();
    final Map<String, Damage> damages = new LinkedHashMap<>();
    for (final Page page : pages) {
      final Checkpoint checkpoint = page.checkpoint();
      if (page.flaw() != null) {
        note(damages, page, page.flaw());
      } else if (checkpoint != null) {
        byOrigin
            .computeIfAbsent(checkpoint.origin(), o -> new ArrayList<>())
            .add(
                new SignedHead(
                    checkpoint.size(), checkpoint.root(), page.time(), page.time(), page.note()));
      }
    }
    byOrigin.forEach((origin, heads) -> sort(origin, heads, damages));
    return new CheckpointBook(byOrigin, List.copyOf(damages.values()), true);
  }

  /** Notes that are damage by themselves. */
  List<Damage> damages() {
    return damages;
  }

  /** Whether checkpoints are to be looked at. */
  boolean given() {
    return given;
  }

  /** Believed heads of a log by size, the newest of each size; empty if there are none. */
  List<SignedHead> of(final String logId) {
    return byOrigin.entrySet().stream()
        .filter(entry -> isOf(entry.getKey(), logId))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(List.of());
  }

  private static boolean isOf(final String origin, final String logId) {
    return origin.equals(logId) || origin.endsWith('/' + logId);
  }

  /** Notes of the same bytes together. */
  private static List<List<StoredNote>> repeats(final List<StoredNote> notes) {
    final Map<ByteBuffer, List<StoredNote>> same = new LinkedHashMap<>();
    for (final StoredNote note : notes) {
      same.computeIfAbsent(ByteBuffer.wrap(note.bytes()), b -> new ArrayList<>()).add(note);
    }
    return List.copyOf(same.values());
  }

  /** The first and the last of the same bytes say all. */
  private static List<Page> pages(final List<StoredNote> same, final CheckpointTrust trust) {
    final Page first = page(same.get(0), trust);
    final StoredNote last = same.get(same.size() - 1);
    return same.size() == 1
        ? List.of(first)
        : List.of(
            first,
            new Page(
                last, first.checkpoint(), Math.max(first.time(), last.timestamp()), first.flaw()));
  }

  private static Page page(final StoredNote note, final CheckpointTrust trust) {
    final SignedCheckpoint signed;
    try {
      signed = SignedCheckpoint.parse(note.bytes());
    } catch (final NoteException e) {
      return new Page(
          note, null, -1, new Flaw(DamageKind.UNDECODABLE, "no checkpoint: " + e.getMessage()));
    }
    final Checkpoint checkpoint = signed.checkpoint();
    try {
      final WitnessPolicy.Judgement judgement = trust.judge(signed);
      return new Page(
          note,
          checkpoint,
          time(note, signed),
          judgement.enough()
              ? null
              : new Flaw(
                  DamageKind.UNSIGNED,
                  "checkpoint is cosigned by %s, too few for the policy"
                      .formatted(
                          judgement.cosigners().isEmpty() ? "nobody" : judgement.cosigners())));
    } catch (final NoteException e) {
      return new Page(note, checkpoint, -1, flaw(e, signed));
    }
  }

  private static Flaw flaw(final NoteException e, final SignedCheckpoint signed) {
    if (e.reason() == NoteException.Reason.BAD_SIGNATURE) {
      return new Flaw(DamageKind.BAD_SIGNATURE, "checkpoint: " + e.getMessage());
    }
    final List<String> names =
        signed.note().signatures().stream()
            .map(s -> "%s+%08x".formatted(s.name(), s.keyId()))
            .toList();
    return new Flaw(
        DamageKind.UNKNOWN_KEY, "checkpoint is signed by " + names + ", none of the keys given");
  }

  /** The latest time that a cosignature or the topic tells. */
  private static long time(final StoredNote note, final SignedCheckpoint signed) {
    return signed.note().signatures().stream()
        .map(NoteSignature::cosignedAt)
        .filter(OptionalLong::isPresent)
        .mapToLong(t -> t.getAsLong() * 1000)
        .reduce(note.timestamp(), Math::max);
  }

  /** Keeps one damage per flaw and log: a key that nobody gave signed every one of them. */
  private static void note(final Map<String, Damage> damages, final Page page, final Flaw flaw) {
    final Checkpoint checkpoint = page.checkpoint();
    final String origin = checkpoint == null ? page.note().place() : checkpoint.origin();
    final String size = checkpoint == null ? "" : " of size %d".formatted(checkpoint.size());
    damages.putIfAbsent(
        origin + flaw,
        new Damage(
            flaw.kind(),
            origin,
            checkpoint == null ? -1 : checkpoint.size(),
            checkpoint == null ? -1 : checkpoint.size(),
            page.note().offset(),
            null,
            "%s%s: %s".formatted(page.note().place(), size, flaw.detail())));
  }

  /** By size; two roots for one size are a fork that the signer itself made. */
  private static void sort(
      final String origin, final List<SignedHead> heads, final Map<String, Damage> damages) {
    heads.sort(Comparator.comparingLong(SignedHead::size).thenComparing(SignedHead::time));
    for (int i = heads.size() - 1; i > 0; i--) {
      final SignedHead later = heads.get(i);
      final SignedHead before = heads.get(i - 1);
      if (later.size() != before.size()) {
        continue;
      }
      if (!Arrays.equals(later.root(), before.root())) {
        damages.putIfAbsent(
            origin + " forked " + later.size(),
            new Damage(
                DamageKind.FORKED,
                origin,
                later.size(),
                later.size(),
                later.note().offset(),
                null,
                "two roots are signed for size %d: %s and %s"
                    .formatted(later.size(), before.note().place(), later.note().place())));
      }
      heads.set(
          i - 1,
          new SignedHead(
              later.size(), before.root(), before.firstTime(), later.time(), later.note()));
      heads.remove(i);
    }
  }
}
