package com.nexora.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;

/** Records that are gone, were put there, or stand elsewhere. */
final class PlaceDamages extends DamagePlan {

  PlaceDamages(
      final TrailForge forge,
      final Trail intact,
      final NoteForge signer,
      final String origin,
      final long seed) {
    super(forge, intact, signer, origin, seed);
  }

  /** All of them. */
  List<TrailDamage> of() {
    missing();
    insertions();
    order();
    repeats();
    return all;
  }

  private void missing() {
    for (final boolean keys : new boolean[] {true, false}) {
      final int leaf = leaf();
      list("drop one", keys, true, "missing", range(leaf, leaf), l -> l.remove(leaf));
      final int to = leaf + 1 + random.nextInt(Math.max(1, size - leaf - 2));
      list(
          "drop a range",
          keys,
          false,
          "missing",
          range(leaf, to - 1),
          l -> l.subList(leaf, to).clear());
      list(
          "drop the first ones",
          keys,
          true,
          "missing",
          range(0, leaf - 1),
          l -> l.subList(0, leaf).clear());
      final String tenant = tenant(leaf);
      final Set<Long> of = leavesOf(tenant);
      if (!of.contains(size - 1L)) {
        list(
            "drop a tenant",
            keys,
            false,
            "missing",
            of,
            l -> l.removeIf(r -> forge.envelope(r).get("tenant_id").toString().equals(tenant)));
      }
    }
  }

  private void insertions() {
    for (final boolean keys : new boolean[] {true, false}) {
      final int leaf = leafWithSuccessor();
      final TrailRecord genuine = intact.records().get(leaf);
      final TrailRecord forged =
          forge.rewrite(
              genuine,
              e -> {
                TrailForge.change(e, "event.actor");
                if (!keys) {
                  final GenericFixed previous = (GenericFixed) e.get("previous_hash");
                  e.put("previous_hash", new GenericData.Fixed(previous.getSchema(), noise(32)));
                }
              });
      list(
          "forgery after the entry",
          keys,
          false,
          "inserted",
          range(leaf, leaf),
          l -> l.add(leaf + 1, forged));
      list(
          "forgery before the entry",
          keys,
          false,
          "inserted",
          range(leaf, leaf),
          l -> l.add(leaf, forged));
      final TrailRecord foreign = forge.rewrite(genuine, e -> e.put("log_id", "default/77"));
      final int at = leaf();
      list("entry of another log", keys, true, "inserted", Set.of(-1L), l -> l.add(at, foreign));
      list(
          "noise",
          keys,
          true,
          "inserted",
          range(at, at),
          l -> l.add(at, genuine.withValue(noise(60))));
    }
    final Trail appended = intact.copy();
    final TrailRecord last = intact.records().get(size - 1);
    appended.records().add(next(last));
    all.add(
        new TrailDamage(
            "append a forgery",
            appended,
            true,
            true,
            NEVER,
            "bad-hmac",
            List.of(range(size, size))));
    all.add(
        new TrailDamage(
            "append a forgery",
            appended,
            false,
            true,
            last.timestamp() + 10,
            "unsigned",
            List.of(range(size, size))));
  }

  /** What somebody without the keys would write behind an entry. */
  private TrailRecord next(final TrailRecord last) {
    final byte[] head = forge.leaf(last);
    final TrailRecord next =
        forge.rewrite(
            last,
            e -> {
              e.put("leaf_index", (Long) e.get("leaf_index") + 1);
              e.put("tenant_sequence", (Long) e.get("tenant_sequence") + 1);
              e.put(
                  "previous_hash",
                  new GenericData.Fixed(((GenericFixed) e.get("previous_hash")).getSchema(), head));
            });
    return new TrailRecord(
        last.offset() + 1, last.timestamp() + 5, next.key(), next.headers(), next.value());
  }

  private void order() {
    for (final boolean keys : new boolean[] {true, false}) {
      final int leaf = Math.min(leaf(), size - 3);
      final List<Set<Long>> either = List.of(range(leaf, leaf), range(leaf + 1, leaf + 1));
      final Trail swapped = intact.copy();
      java.util.Collections.swap(swapped.records(), leaf, leaf + 1);
      all.add(new TrailDamage("swap neighbours", swapped, keys, keys, NEVER, "reordered", either));
      list(
          "move to the end",
          keys,
          false,
          "reordered",
          range(leaf, leaf),
          l -> l.add(l.remove(leaf)));
      list(
          "move the last one forward",
          keys,
          true,
          "reordered",
          range(size - 1, size - 1),
          l -> l.add(leaf, l.remove(size - 1)));
      list(
          "move three far back",
          keys,
          false,
          "reordered",
          range(0, 2),
          l -> {
            final List<TrailRecord> first = new ArrayList<>(l.subList(0, 3));
            l.subList(0, 3).clear();
            l.addAll(10, first);
          });
    }
  }

  private void repeats() {
    for (final boolean keys : new boolean[] {true, false}) {
      final int leaf = leaf();
      list(
          "repeat at once",
          keys,
          true,
          "duplicated",
          range(leaf, leaf),
          l -> l.add(leaf + 1, l.get(leaf)));
      list(
          "repeat at the end",
          keys,
          true,
          "duplicated",
          range(leaf, leaf),
          l -> l.add(l.get(leaf)));
      list(
          "repeat a range",
          keys,
          false,
          "duplicated",
          range(2, leaf),
          l -> l.addAll(new ArrayList<>(l.subList(2, leaf + 1))));
    }
  }
}
