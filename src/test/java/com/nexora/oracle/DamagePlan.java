package com.nexora.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** An intact log, places in it chosen by a seed, and the damages made of it so far. */
class DamagePlan {

  static final long NEVER = Long.MIN_VALUE;

  final TrailForge forge;
  final Trail intact;
  final NoteForge signer;
  final String origin;
  final Random random;
  final int size;
  final List<TrailDamage> all = new ArrayList<>();

  /**
   * @param intact at least 20 entries from leaf 0 on, with checkpoints, the last of the full size
   * @param signer who signed them
   * @param origin of the log
   */
  DamagePlan(
      final TrailForge forge,
      final Trail intact,
      final NoteForge signer,
      final String origin,
      final long seed) {
    this.forge = forge;
    this.intact = intact;
    this.signer = signer;
    this.origin = origin;
    this.random = new Random(seed);
    this.size = intact.records().size();
  }

  void one(
      final String name,
      final boolean keys,
      final boolean checkpoints,
      final String kind,
      final int leaf,
      final UnaryOperator<TrailRecord> edit) {
    list(
        name,
        keys,
        checkpoints,
        kind,
        range(leaf, leaf),
        l -> l.set(leaf, edit.apply(l.get(leaf))));
  }

  void list(
      final String name,
      final boolean keys,
      final boolean checkpoints,
      final String kind,
      final Set<Long> leaves,
      final Consumer<List<TrailRecord>> edit) {
    final Trail damaged = intact.copy();
    edit.accept(damaged.records());
    all.add(new TrailDamage(name, damaged, keys, checkpoints, NEVER, kind, List.of(leaves)));
  }

  int leaf() {
    return 5 + random.nextInt(size - 10);
  }

  int leafWithSuccessor() {
    int leaf = leaf();
    while (leavesOf(tenant(leaf)).stream().mapToLong(l -> l).max().orElse(0) == leaf) {
      leaf = leaf();
    }
    return leaf;
  }

  int lastOfItsTenant() {
    return (int) leavesOf(tenant(leaf())).stream().mapToLong(l -> l).max().orElseThrow();
  }

  String tenant(final int leaf) {
    return forge.envelope(intact.records().get(leaf)).get("tenant_id").toString();
  }

  Set<Long> leavesOf(final String tenant) {
    final Set<Long> leaves = new HashSet<>();
    for (int i = 0; i < size; i++) {
      if (tenant(i).equals(tenant)) {
        leaves.add((long) i);
      }
    }
    return leaves;
  }

  /** From the last checkpoint that does not cover a leaf to the first that does. */
  Set<Long> between(final long leaf) {
    final List<Long> sizes =
        intact.notes().stream()
            .map(
                n ->
                    Long.parseLong(
                        new String(n.bytes(), java.nio.charset.StandardCharsets.UTF_8)
                            .split("\n")[1]))
            .sorted()
            .toList();
    final long good = sizes.stream().filter(s -> s <= leaf).max(Long::compare).orElse(0L);
    final long bad = sizes.stream().filter(s -> s > leaf).min(Long::compare).orElseThrow();
    return range(good, bad - 1);
  }

  List<byte[]> leaves(final int count) {
    return intact.records().subList(0, count).stream().map(forge::leaf).toList();
  }

  long time(final long leaf) {
    return intact.records().get(0).timestamp() + leaf * 1000;
  }

  byte[] noise(final int length) {
    final byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return bytes;
  }

  static java.nio.ByteBuffer flipped(final Object buffer, final int at) {
    return java.nio.ByteBuffer.wrap(TrailForge.flipped(TrailForge.bytes(buffer), at));
  }

  static Set<Long> range(final long first, final long last) {
    return LongStream.rangeClosed(first, last).boxed().collect(Collectors.toSet());
  }
}
