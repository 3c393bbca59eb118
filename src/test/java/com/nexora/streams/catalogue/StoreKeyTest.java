package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The order of keys is the order of their parts, and texts are their UTF-8 bytes. */
final class StoreKeyTest {

  @Test
  void shouldEndAPartAndEscapeAZeroInIt() {
    // Given
    final byte[] part = {7, 0, 9};

    // When
    final byte[] key = StoreKey.of(1).part(part).kind('E').number(5).raw(part).bytes();

    // Then
    assertThat(HexFormat.of().formatHex(key)).isEqualTo("0700ff090001458000000000000005070009");
  }

  @Property
  void shouldWriteATextAsItsBytes(
      @ForAll final String text, @ForAll @IntRange(max = 40) final int expected) {
    // Given
    final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

    // When
    final byte[] key = StoreKey.of(expected).kind('x').part(text).kind('y').bytes();

    // Then
    assertThat(key).isEqualTo(StoreKey.of().kind('x').part(utf8).kind('y').bytes());
  }

  @Property
  void shouldOrderKeysAsTheirParts(
      @ForAll @Size(max = 6) final byte[] left,
      @ForAll final long leftNumber,
      @ForAll @Size(max = 6) final byte[] right,
      @ForAll final long rightNumber) {
    // Given
    final int byPart = Arrays.compareUnsigned(left, right);

    // When
    final int byKey =
        Arrays.compareUnsigned(
            StoreKey.of().part(left).number(leftNumber).bytes(),
            StoreKey.of().part(right).number(rightNumber).bytes());

    // Then
    assertThat(Integer.signum(byKey))
        .isEqualTo(Integer.signum(byPart != 0 ? byPart : Long.compare(leftNumber, rightNumber)));
  }

  @Test
  void shouldNotChangeAKeyThatWasGivenAway() {
    // Given
    final StoreKey building = StoreKey.of(1).kind('a');
    final byte[] given = building.bytes();

    // When
    final byte[] longer = building.kind('b').bytes();

    // Then
    assertThat(given).containsExactly('a');
    assertThat(longer).containsExactly('a', 'b');
  }
}
