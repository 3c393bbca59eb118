package com.nexora.streams.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TileIdTest {

  @Test
  void shouldWriteThePathsOfTheSpecification() {
    assertThat(new TileId(0, 1_234_067, 256).path()).isEqualTo("0/x001/x234/067");
    assertThat(new TileId(2, 0, 1).path()).isEqualTo("2/000.p/1");
    assertThat(new TileId(1, 5, 255).indexPath()).isEqualTo("005.p/255");
    assertThat(new TileId(0, 1_000, 256).indexPath()).isEqualTo("x001/000");
  }

  @Property(tries = 1_000)
  void shouldReadBackWhatItWrites(
      @ForAll @IntRange(min = 0, max = 7) final int level,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) final long index,
      @ForAll @IntRange(min = 1, max = 256) final int width) {
    // Given
    final TileId tile = new TileId(level, index, width);

    // Then
    assertThat(TileId.parse("" + level, tile.indexPath())).contains(tile);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "00",
        "1",
        "0000",
        "x000/001",
        "001/002",
        "x001",
        "x001/2",
        "000.p/0",
        "000.p/256",
        "000.p/01",
        "000.p/999",
        "000.p/",
        "000.p",
        "-01",
        "+01",
        "000/",
        "/000",
        "0x1",
        "x1/000",
        "x999/x999/x999/x999/x999/x999/999",
        "٠٠٠",
        "000.p/-1",
        "000\n",
        "../000"
      })
  void shouldTakeNoOtherSpelling(final String path) {
    assertThat(TileId.parse("0", path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "63", "-1", "00", "01", "x", "entries", "٠"})
  void shouldTakeNoOtherLevel(final String level) {
    assertThat(TileId.parse(level, "000")).isEmpty();
  }

  @Test
  void shouldKnowTheWidthsOfTheSpecificationsExample() {
    assertThat(TileId.widthAt(0, 272, 70_000)).isEqualTo(256);
    assertThat(TileId.widthAt(0, 273, 70_000)).isEqualTo(112);
    assertThat(TileId.widthAt(0, 274, 70_000)).isZero();
    assertThat(TileId.widthAt(1, 0, 70_000)).isEqualTo(256);
    assertThat(TileId.widthAt(1, 1, 70_000)).isEqualTo(17);
    assertThat(TileId.widthAt(2, 0, 70_000)).isEqualTo(1);
    assertThat(TileId.widthAt(3, 0, 70_000)).isZero();
    assertThat(TileId.widthAt(0, 1, 256)).isZero();
    assertThat(TileId.widthAt(7, 0, Long.MAX_VALUE)).isEqualTo(127);
    assertThat(new TileId(0, 273, 112).within(70_000)).isTrue();
    assertThat(new TileId(0, 273, 113).within(70_000)).isFalse();
  }

  @Test
  void shouldRefusePartsOutOfRange() {
    assertThatThrownBy(() -> new TileId(8, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TileId(0, -1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TileId(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TileId(0, 0, 257)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 60)
  void shouldProveFromTilesAsFromNodes(
      @ForAll @IntRange(min = 1, max = 70_000) final int size, @ForAll final long seed) {
    // Given
    final int index = (int) Math.floorMod(seed, (long) size);
    final TileNodes nodes = new TileNodes((level, tile) -> TILES.get(level + "/" + tile));
    final byte[] root = MerkleProofs.root(size, nodes);

    // When
    final List<byte[]> proof = MerkleProofs.inclusion(index, size, nodes);
    final List<byte[]> growth = MerkleProofs.consistency(index + 1, size, nodes);

    // Then
    assertThat(MerkleProofs.verifyInclusion(index, size, leaf(index), proof, root)).isTrue();
    assertThat(
            MerkleProofs.verifyConsistency(
                index + 1, size, MerkleProofs.root(index + 1, nodes), root, growth))
        .isTrue();
    assertThatThrownBy(() -> MerkleProofs.inclusion(index, 70_001, nodes))
        .isInstanceOf(MissingNodeException.class);
  }

  private static final Map<String, byte[]> TILES = tiles(70_000);

  private static Map<String, byte[]> tiles(final int size) {
    final Map<String, ByteArrayOutputStream> tiles = new HashMap<>();
    CompactRange range = CompactRange.empty();
    for (int i = 0; i < size; i++) {
      range =
          range.append(
              leaf(i),
              (level, index, hash) -> {
                if (level % TileId.HEIGHT == 0) {
                  tiles
                      .computeIfAbsent(
                          level / TileId.HEIGHT + "/" + (index >> TileId.HEIGHT),
                          key -> new ByteArrayOutputStream())
                      .writeBytes(hash);
                }
              });
    }
    final Map<String, byte[]> bytes = new HashMap<>();
    tiles.forEach((id, hashes) -> bytes.put(id, hashes.toByteArray()));
    return bytes;
  }

  private static byte[] leaf(final int index) {
    return MerkleHash.leaf(("leaf " + index).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
