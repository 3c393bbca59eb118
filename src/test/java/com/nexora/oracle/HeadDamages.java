package com.nexora.oracle;

import java.util.List;
import java.util.Set;

/** Cut ends, second branches, and what can be wrong with checkpoints. */
final class HeadDamages extends DamagePlan {

  HeadDamages(
      final TrailForge forge,
      final Trail intact,
      final NoteForge signer,
      final String origin,
      final long seed) {
    super(forge, intact, signer, origin, seed);
  }

  /** All of them. */
  List<TrailDamage> of(final List<TrailRecord> other, final int common) {
    cuts();
    forks(other, common);
    notes();
    return all;
  }

  private void cuts() {
    for (final boolean keys : new boolean[] {true, false}) {
      final int leaf = leaf();
      list(
          "cut the tail",
          keys,
          true,
          "truncated",
          range(leaf, size - 1),
          l -> l.subList(leaf, size).clear());
      list(
          "cut the last one",
          keys,
          true,
          "truncated",
          range(size - 1, size - 1),
          l -> l.remove(size - 1));
      list("cut all", keys, true, "truncated", range(0, size - 1), List::clear);
      for (final boolean checkpoints : new boolean[] {true, false}) {
        final Trail cut = intact.copy();
        cut.records().subList(0, leaf).clear();
        all.add(
            new TrailDamage(
                "cut the head",
                new Trail(cut.records(), cut.records().get(0).offset(), cut.notes()),
                keys,
                checkpoints,
                NEVER,
                "truncated-head",
                List.of(range(0, leaf - 1))));
      }
    }
  }

  private void forks(final List<TrailRecord> other, final int common) {
    final List<TrailRecord> branch = other.subList(common, other.size());
    final int last = Math.min(size, other.size()) - 1;
    for (final boolean keys : new boolean[] {true, false}) {
      list(
          "append another branch",
          keys,
          false,
          "forked",
          range(common, last),
          l -> l.addAll(branch.subList(0, last - common + 1)));
      final Trail replaced = intact.copy();
      replaced.records().clear();
      replaced.records().addAll(other.subList(0, size));
      all.add(
          new TrailDamage(
              "replace the suffix",
              replaced,
              keys,
              true,
              NEVER,
              "forked",
              List.of(between(common))));
    }
    final Trail two = intact.copy();
    two.notes().add(new Trail.Note(signer.sign(origin, size, noise(32)), time(size)));
    all.add(
        new TrailDamage(
            "sign two roots", two, true, true, NEVER, "forked", List.of(range(size, size))));
  }

  private void notes() {
    final long late = time(size) + 1_000_000;
    all.add(
        new TrailDamage(
            "no checkpoint for long",
            intact.copy(),
            true,
            true,
            late,
            "stale",
            List.of(range(size, size))));
    final Trail refreshed = intact.copy();
    refreshed
        .notes()
        .replaceAll(
            note ->
                new Trail.Note(
                    NoteForge.withStrangersTime(note.bytes(), late / 1000 + 60), note.timestamp()));
    all.add(
        new TrailDamage(
            "no checkpoint for long, and a stranger states a time",
            refreshed,
            true,
            true,
            late,
            "stale",
            List.of(range(size, size))));
    final Trail none = new Trail(intact.records(), 0, List.of());
    all.add(
        new TrailDamage(
            "no checkpoint at all",
            none,
            random.nextBoolean(),
            true,
            NEVER,
            "unsigned",
            List.of(range(0, size - 1))));
    for (int i = 0; i < 3; i++) {
      final Trail stranger = intact.copy();
      final int at = 1 + random.nextInt(size);
      stranger
          .notes()
          .add(
              new Trail.Note(
                  new NoteForge(origin).sign(origin, at, NoteForge.root(leaves(at))), time(size)));
      all.add(
          new TrailDamage(
              "signed by a stranger",
              stranger,
              true,
              true,
              NEVER,
              "unknown-key",
              List.of(range(at, at))));
      final Trail bad = intact.copy();
      final byte[] note = signer.sign(origin, at, NoteForge.root(leaves(at)));
      final int place = note.length - 8 - random.nextInt(40);
      note[place] = (byte) (note[place] == 'A' ? 'B' : 'A');
      bad.notes().add(new Trail.Note(note, time(size)));
      all.add(
          new TrailDamage(
              "signature altered",
              bad,
              true,
              true,
              NEVER,
              "bad-signature",
              List.of(range(at, at))));
      final Trail grown = intact.copy();
      final String text =
          new String(
              signer.sign(origin, at, NoteForge.root(leaves(at))),
              java.nio.charset.StandardCharsets.UTF_8);
      grown
          .notes()
          .add(
              new Trail.Note(
                  TrailForge.utf8(text.replaceFirst("\n" + at + "\n", "\n" + (at + 500) + "\n")),
                  time(size)));
      all.add(
          new TrailDamage(
              "size altered",
              grown,
              true,
              true,
              NEVER,
              "bad-signature",
              List.of(range(at + 500, at + 500))));
    }
    final Trail noise = intact.copy();
    noise.notes().add(new Trail.Note(TrailForge.utf8("not a note"), time(size)));
    all.add(
        new TrailDamage("no note", noise, true, true, NEVER, "undecodable", List.of(Set.of(-1L))));
  }
}
