package com.nexora.streams.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.oracle.MerkleOracle;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CompactRangeTest {

  private static final Tree TREE = Tree.of(600);

  @Test
  void shouldHaveTheRootsThatTheOracleHas() {
    for (int size = 0; size <= 300; size++) {
      assertThat(TREE.root(size)).isEqualTo(MerkleOracle.root(TREE.entries(size)));
    }
  }

  @Test
  void shouldHaveTheRootsOfTheKnownTestLog() {
    // Given: the eight entries that implementations of RFC 6962 are tested with
    CompactRange range = CompactRange.empty();

    // When
    for (final String entry :
        new String[] {
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"
        }) {
      range = range.append(MerkleHash.leaf(HexFormat.of().parseHex(entry)));
    }

    // Then
    assertThat(range.root())
        .asHexString()
        .isEqualToIgnoringCase("5DC9DA79A70659A9AD559CB701DED9A2AB9D823AAD2F4960CFE370EFF4604328");
    assertThat(CompactRange.empty().root())
        .asHexString()
        .isEqualToIgnoringCase("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
  }

  @Property(tries = 300)
  void shouldComeBackFromItsHashes(@ForAll @IntRange(min = 0, max = 600) final int size) {
    // Given
    final CompactRange range = TREE.range(size);

    // Then
    assertThat(CompactRange.of(size, range.hashes())).isEqualTo(range);
    final ByteBuffer bytes = ByteBuffer.allocate(7 + 32 * Integer.bitCount(size)).position(7);
    range.writeTo(bytes);
    assertThat(CompactRange.of(size, bytes.array(), 7)).isEqualTo(range).hasSameHashCodeAs(range);
    assertThat(CompactRange.read(size, TREE)).isEqualTo(range);
    assertThat(range.hashes()).hasSize(Integer.bitCount(size));
  }

  @Test
  void shouldNotChangeWhenItGrows() {
    // Given
    final CompactRange seven = TREE.range(7);
    final byte[] before = seven.root();

    // When
    final CompactRange eight = seven.append(new byte[32]);

    // Then
    assertThat(seven.root()).isEqualTo(before);
    assertThat(eight.size()).isEqualTo(8);
    assertThat(eight.hashes()).hasSize(1);
  }

  @Test
  void shouldRefuseHashesThatDoNotFitTheSize() {
    assertThatThrownBy(() -> CompactRange.of(3, List.of(new byte[32])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 leaves");
    assertThatThrownBy(() -> CompactRange.of(1, List.of(new byte[31])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CompactRange.of(-1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TREE.range(1).append(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
