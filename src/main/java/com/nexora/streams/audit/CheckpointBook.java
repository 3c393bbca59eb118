package com.nexora.streams.audit;

import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.NoteSignature;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignedNote;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      StoredNote note, @Nullable Checkpoint checkpoint, long time, @Nullable Flaw flaw) {

    Page at(final Stated stated) {
      return new Page(stated.note(), checkpoint, stated.time(), flaw);
    }

    /** Whether the log signed it and too few witnesses did: nothing is wrong with it yet. */
    boolean lacksWitnesses() {
      return flaw != null && flaw.kind() == DamageKind.UNSIGNED;
    }
  }

  private record Flaw(DamageKind kind, String detail) {}

  /**
   * Reads notes. Checking a signature takes about a millisecond; all cores are used, and of notes
   * that a heartbeat repeated only one is checked, and the first and the last time that they state.
   *
   * @param notes in any order
   */
  public static CheckpointBook read(final List<StoredNote> notes, final CheckpointTrust trust) {
    final List<Page> pages =
        repeats(notes, trust).parallelStream()
            .flatMap(same -> pages(same, trust).stream())
            .toList();
    final Map<String, List<SignedHead>> byOrigin = new TreeMap<>();
    final Map<String, Damage> damages = new LinkedHashMap<>();
    for (final Page page : pages) {
      final Checkpoint checkpoint = page.checkpoint();
      if (page.flaw() != null && !page.lacksWitnesses()) {
        note(damages, page, page.flaw());
      } else if (checkpoint != null && page.flaw() == null) {
        byOrigin
            .computeIfAbsent(checkpoint.origin(), o -> new ArrayList<>())
            .add(
                new SignedHead(
                    checkpoint.size(), checkpoint.root(), page.time(), page.time(), page.note()));
      }
    }
    byOrigin.forEach((origin, heads) -> sort(origin, heads, damages));
    pages.stream()
        .filter(Page::lacksWitnesses)
        .forEach(page -> unwitnessed(page, byOrigin, damages));
    return new CheckpointBook(byOrigin, List.copyOf(damages.values()), true);
  }

  /** Notes that are damage by themselves. */
  public List<Damage> damages() {
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

  /** Notes together that differ in nothing but the times that they state. */
  private static List<List<StoredNote>> repeats(
      final List<StoredNote> notes, final CheckpointTrust trust) {
    final Map<String, List<StoredNote>> same = new LinkedHashMap<>();
    for (final StoredNote note : notes) {
      same.computeIfAbsent(lasting(note.bytes(), trust), b -> new ArrayList<>()).add(note);
    }
    return List.copyOf(same.values());
  }

  /** A note's text and those of its signatures that a heartbeat repeats. */
  private static String lasting(final byte[] bytes, final CheckpointTrust trust) {
    final SignedNote note;
    try {
      note = SignedNote.parse(bytes);
    } catch (final NoteException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    final StringBuilder lasting = new StringBuilder(note.text()).append('\n');
    note.signatures().stream()
        .filter(line -> line.cosignedAt().isEmpty() || trust.byWitness(line))
        .forEach(line -> lasting.append(line.line()));
    return lasting.toString();
  }

  /** The first and the last of notes that differ in times only say all. */
  private static List<Page> pages(final List<StoredNote> same, final CheckpointTrust trust) {
    final Page page = page(same.get(0), trust);
    if (page.checkpoint() == null || page.flaw() != null) {
      return List.of(page);
    }
    final Comparator<Stated> byTime = Comparator.comparingLong(Stated::time);
    final Stated first = stated(same, trust, byTime).orElseGet(() -> stored(same, byTime));
    final Stated last =
        stated(same, trust, byTime.reversed()).orElseGet(() -> stored(same, byTime.reversed()));
    return first.note() == last.note()
        ? List.of(page.at(first))
        : List.of(page.at(first), page.at(last));
  }

  /**
   * A time that a note states, or that its topic tells.
   *
   * @param time epoch milliseconds
   */
  private record Stated(StoredNote note, long time) {}

  /**
   * The first time in an order that a signature vouches for. A line by somebody who is not trusted
   * says nothing: it would make an old checkpoint look new.
   */
  private static Optional<Stated> stated(
      final List<StoredNote> notes, final CheckpointTrust trust, final Comparator<Stated> order) {
    final List<Stated> claims = new ArrayList<>();
    for (final StoredNote note : notes) {
      for (final NoteSignature line : SignedNote.parse(note.bytes()).signatures()) {
        line.cosignedAt().ifPresent(at -> claims.add(new Stated(note, at * 1000)));
      }
    }
    claims.sort(order);
    return claims.stream()
        .filter(
            claim -> trust.vouchesFor(SignedCheckpoint.parse(claim.note().bytes()), claim.time()))
        .findFirst();
  }

  /** Where nobody states a time, what the topic tells must do. */
  private static Stated stored(final List<StoredNote> notes, final Comparator<Stated> order) {
    return notes.stream().map(note -> new Stated(note, note.timestamp())).min(order).orElseThrow();
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
          note.timestamp(),
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

  /**
   * A checkpoint is published before witnesses have signed it and once more when they have, so one
   * without them is damage only where there is none with them. But the log signed it: it must not
   * say another root than one that they did sign.
   */
  private static void unwitnessed(
      final Page page,
      final Map<String, List<SignedHead>> byOrigin,
      final Map<String, Damage> damages) {
    final Checkpoint checkpoint = page.checkpoint();
    final Flaw flaw = page.flaw();
    if (checkpoint == null || flaw == null) {
      return;
    }
    final List<SignedHead> heads = byOrigin.get(checkpoint.origin());
    if (heads == null) {
      note(damages, page, flaw);
      return;
    }
    for (final SignedHead head : heads) {
      if (head.size() == checkpoint.size() && !Arrays.equals(head.root(), checkpoint.root())) {
        fork(checkpoint.origin(), checkpoint.size(), head.note(), page.note(), damages);
      }
    }
  }

  private static void fork(
      final String origin,
      final long size,
      final StoredNote one,
      final StoredNote other,
      final Map<String, Damage> damages) {
    damages.putIfAbsent(
        origin + " forked " + size,
        new Damage(
            DamageKind.FORKED,
            origin,
            size,
            size,
            other.offset(),
            null,
            "two roots are signed for size %d: %s and %s"
                .formatted(size, one.place(), other.place())));
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
        fork(origin, later.size(), before.note(), later.note(), damages);
      }
      heads.set(
          i - 1,
          new SignedHead(
              later.size(), before.root(), before.firstTime(), later.time(), later.note()));
      heads.remove(i);
    }
  }
}
