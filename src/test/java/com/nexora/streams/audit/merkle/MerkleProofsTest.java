package com.nexora.streams.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.oracle.MerkleOracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MerkleProofsTest {

  private static final int LARGEST = 130;
  private static final Tree TREE = Tree.of(LARGEST);

  @Test
  void shouldProveEveryLeafOfEveryTreeAsTheOracleDoes() {
    for (int size = 1; size <= LARGEST; size++) {
      for (int index = 0; index < size; index++) {
        // When
        final List<byte[]> proof = MerkleProofs.inclusion(index, size, TREE);

        // Then
        if (size % 8 == 3 || size < 20) {
          same(proof, MerkleOracle.path(index, TREE.entries(size)));
        }
        assertThat(accepted(index, size, proof)).isTrue();
      }
    }
  }

  @Test
  void shouldProveEveryGrowthAsTheOracleDoes() {
    for (int size = 1; size <= LARGEST; size++) {
      for (int old = 1; old <= size; old++) {
        // When
        final List<byte[]> proof = MerkleProofs.consistency(old, size, TREE);

        // Then
        if (size % 8 == 5 || size < 20) {
          same(proof, MerkleOracle.proof(old, TREE.entries(size)));
        }
        assertThat(grown(old, size, proof)).isTrue();
      }
    }
  }

  @Test
  void shouldRefuseEveryOtherIndexAndSize() {
    final List<String> wrong = new ArrayList<>();
    for (int size = 1; size <= 34; size++) {
      for (int index = 0; index < size; index++) {
        final List<byte[]> proof = MerkleProofs.inclusion(index, size, TREE);
        final byte[] leaf = TREE.leaf(index);
        final byte[] root = TREE.root(size);
        final String shape = pathShape(index, size);
        for (int otherSize = -1; otherSize <= 70; otherSize++) {
          for (int other = -2; other <= 70; other++) {
            // When
            final boolean accepted =
                MerkleProofs.verifyInclusion(other, otherSize, leaf, proof, root);

            // Then: a root says nothing of its size, the checkpoint does; with the size right,
            // only one index is
            final boolean same =
                other >= 0 && other < otherSize && pathShape(other, otherSize).equals(shape);
            if (accepted != same || (accepted && otherSize == size && other != index)) {
              wrong.add(index + " of " + size + " taken for " + other + " of " + otherSize);
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Sides of the siblings from the leaf up: a proof cannot tell sizes apart that share it. */
  private static String pathShape(final long index, final long size) {
    final StringBuilder shape = new StringBuilder();
    for (long at = index, last = size - 1; last > 0; at >>= 1, last >>= 1) {
      if ((at & 1) == 1) {
        shape.append('L');
      } else if (at != last) {
        shape.append('R');
      }
    }
    return shape.toString();
  }

  @Property(tries = 3_000)
  void shouldRefuseAnInclusionProofWithAnyDamage(
      @ForAll @IntRange(min = 1, max = LARGEST) final int size, @ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    final int index = random.nextInt(size);
    final List<byte[]> proof = MerkleProofs.inclusion(index, size, TREE);
    final byte[] root = TREE.root(size);
    final byte[] leaf = TREE.leaf(index);

    // Then
    assertThat(MerkleProofs.verifyInclusion(index, size, leaf, damaged(proof, random), root))
        .isFalse();
    assertThat(MerkleProofs.verifyInclusion(index, size, flipped(leaf, random), proof, root))
        .isFalse();
    assertThat(MerkleProofs.verifyInclusion(index, size, leaf, proof, flipped(root, random)))
        .isFalse();
    assertThat(MerkleProofs.verifyInclusion(size, size, leaf, proof, root)).isFalse();
    assertThat(MerkleProofs.verifyInclusion(index + (1L << 62), size, leaf, proof, root)).isFalse();
  }

  @Property(tries = 3_000)
  void shouldRefuseAConsistencyProofWithAnyDamage(
      @ForAll @IntRange(min = 1, max = LARGEST) final int size, @ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    final int old = 1 + random.nextInt(size);
    final List<byte[]> proof = MerkleProofs.consistency(old, size, TREE);
    final byte[] oldRoot = TREE.root(old);
    final byte[] newRoot = TREE.root(size);

    // Then
    assertThat(MerkleProofs.verifyConsistency(old, size, oldRoot, newRoot, damaged(proof, random)))
        .isFalse();
    assertThat(MerkleProofs.verifyConsistency(old, size, flipped(oldRoot, random), newRoot, proof))
        .isFalse();
    assertThat(MerkleProofs.verifyConsistency(old, size, oldRoot, flipped(newRoot, random), proof))
        .isFalse();
    assertThat(MerkleProofs.verifyConsistency(size + 1, size, oldRoot, newRoot, proof)).isFalse();
    assertThat(MerkleProofs.verifyConsistency(0, size, oldRoot, newRoot, proof)).isFalse();
    if (old < size) {
      assertThat(MerkleProofs.verifyConsistency(size, old, newRoot, oldRoot, proof)).isFalse();
    }
  }

  @Property(tries = 2_000)
  void shouldAnswerAndNotThrowWhateverIsSent(
      @ForAll final long index, @ForAll final long size, @ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    final List<byte[]> proof = new ArrayList<>();
    for (int i = random.nextInt(70); i > 0; i--) {
      proof.add(random.nextInt(20) == 0 ? null : new byte[random.nextInt(20) == 0 ? 31 : 32]);
    }

    // When
    final boolean included =
        MerkleProofs.verifyInclusion(index, size, new byte[32], proof, new byte[32]);
    final boolean consistent =
        MerkleProofs.verifyConsistency(index, size, new byte[32], new byte[33], proof);

    // Then
    assertThat(included).isFalse();
    assertThat(consistent).isFalse();
    assertThat(MerkleProofs.verifyInclusion(0, 1, null, null, null)).isFalse();
    assertThat(MerkleProofs.verifyConsistency(1, 2, null, null, null)).isFalse();
    assertThat(MerkleProofs.verifyConsistency(1, 1, null, null, null)).isFalse();
  }

  @Property(tries = 200)
  void shouldHoldForTreesOfAnySizeWithEqualLeaves(
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) final long size, @ForAll final long seed) {
    // Given: all leaves equal, so that the nodes of a level are, too, and any size is at hand
    final byte[][] levels = new byte[63][];
    levels[0] = MerkleHash.leaf(new byte[0]);
    for (int level = 1; level < levels.length; level++) {
      levels[level] = MerkleHash.node(levels[level - 1], levels[level - 1]);
    }
    final NodeReader nodes = (level, index) -> levels[level];
    final long index = Math.floorMod(seed, size);
    final byte[] root = MerkleProofs.root(size, nodes);

    // When
    final List<byte[]> inclusion = MerkleProofs.inclusion(index, size, nodes);
    final List<byte[]> growth = MerkleProofs.consistency(index + 1, size, nodes);

    // Then
    assertThat(MerkleProofs.verifyInclusion(index, size, levels[0], inclusion, root)).isTrue();
    assertThat(
            MerkleProofs.verifyConsistency(
                index + 1, size, MerkleProofs.root(index + 1, nodes), root, growth))
        .isTrue();
  }

  @Test
  void shouldRefuseToProveWhatCannotBe() {
    assertThatThrownBy(() -> MerkleProofs.inclusion(5, 5, TREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("leaf 5 is not in a tree of 5 leaves");
    assertThatThrownBy(() -> MerkleProofs.inclusion(-1, 5, TREE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MerkleProofs.consistency(0, 5, TREE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MerkleProofs.consistency(6, 5, TREE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MerkleProofs.inclusion(0, LARGEST + 1, TREE))
        .isInstanceOf(MissingNodeException.class);
  }

  private static boolean accepted(final int index, final int size, final List<byte[]> proof) {
    return MerkleProofs.verifyInclusion(index, size, TREE.leaf(index), proof, TREE.root(size));
  }

  private static boolean grown(final int old, final int size, final List<byte[]> proof) {
    return MerkleProofs.verifyConsistency(old, size, TREE.root(old), TREE.root(size), proof);
  }

  private static void same(final List<byte[]> one, final List<byte[]> other) {
    assertThat(Arrays.deepEquals(one.toArray(), other.toArray())).isTrue();
  }

  /** One hash changed, dropped, added, doubled, cut short or moved. */
  private static List<byte[]> damaged(final List<byte[]> proof, final Random random) {
    final List<byte[]> damaged = new ArrayList<>(proof);
    final int at = random.nextInt(proof.size() + 1);
    final int kind = random.nextInt(6);
    if (proof.isEmpty() || kind == 0) {
      final byte[] hash = new byte[MerkleHash.BYTES];
      random.nextBytes(hash);
      damaged.add(at, hash);
      return damaged;
    }
    final int index = Math.min(at, proof.size() - 1);
    switch (kind) {
      case 1 -> damaged.remove(index);
      case 2 -> damaged.add(index, proof.get(index));
      case 3 -> damaged.set(index, Arrays.copyOf(proof.get(index), random.nextInt(32)));
      case 4 -> damaged.add(index, TREE.root(random.nextInt(LARGEST)));
      default -> damaged.set(index, flipped(proof.get(index), random));
    }
    return damaged;
  }

  private static byte[] flipped(final byte[] hash, final Random random) {
    final byte[] flipped = hash.clone();
    flipped[random.nextInt(hash.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }
}
