package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OwnerStateTest {

  private static final OwnerState STATE =
      new OwnerState(
          3_600_000,
          60_000,
          90_000,
          true,
          true,
          7,
          new TreeSet<>(List.of("errorRate", "tokens")),
          new byte[] {1, 2, 3});

  @Property(tries = 200)
  void shouldReadWhatItWrote(@ForAll("states") final OwnerState state) {
    // When
    final OwnerState read = OwnerState.decode(state.encode());

    // Then
    assertThat(read.encode()).isEqualTo(state.encode());
    assertThat(read.open()).isEqualTo(state.open());
    assertThat(read.memory()).isEqualTo(state.memory());
    assertThat(read.settled()).isEqualTo(state.settled());
    assertThat(read.lookAt()).isEqualTo(state.lookAt());
    assertThat(read.newestHour()).isEqualTo(state.newestHour());
    assertThat(read.awake()).isEqualTo(state.awake());
    assertThat(read.live()).isEqualTo(state.live());
    assertThat(read.empty()).isEqualTo(state.empty());
  }

  @Example
  void shouldRefuseEveryByteThatWasChanged() {
    // Given
    final byte[] bytes = STATE.encode();

    for (int at = 0; at < bytes.length; at++) {
      final byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;

      // When // Then
      assertThatThrownBy(() -> OwnerState.decode(damaged))
          .as("byte %d", at)
          .isInstanceOf(CorruptStateException.class);
    }
  }

  @Example
  void shouldRefuseEveryPartOfItself() {
    // Given
    final byte[] bytes = STATE.encode();

    for (int length = 0; length < bytes.length; length++) {
      final byte[] part = Arrays.copyOf(bytes, length);

      // When // Then
      assertThatThrownBy(() -> OwnerState.decode(part))
          .as("%d bytes", length)
          .isInstanceOf(CorruptStateException.class);
    }
  }

  @Provide
  Arbitrary<OwnerState> states() {
    final Arbitrary<Set<String>> open =
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(60).set().ofMaxSize(5);
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.longs(),
            Arbitraries.longs(),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.integers(),
            open,
            Arbitraries.bytes().array(byte[].class).ofMaxSize(50).injectNull(0.2))
        .as(
            (hour, settled, lookAt, awake, live, empty, metrics, memory) ->
                new OwnerState(
                    hour, settled, lookAt, awake, live, empty, new TreeSet<>(metrics), memory));
  }
}
