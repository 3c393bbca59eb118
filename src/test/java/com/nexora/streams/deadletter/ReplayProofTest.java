package com.nexora.streams.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.deadletter.ReplayProof.Claim;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Only what the product made a replay is one. */
final class ReplayProofTest {

  private static final byte[] KEY = new byte[32];
  private static final byte[] NEW_KEY = "a key that came by later, of 32!".getBytes();

  private final ReplayProof proof = new ReplayProof(Map.of(1, KEY));

  @Property(tries = 300)
  void shouldProveItsClaimAndNoOther(
      @ForAll @Size(max = 20) final byte[] key, @ForAll @Size(max = 200) final byte[] value) {
    // Given
    final Claim claim = new Claim("nhi.events/2@17", "nhi.events", 3, key, value);
    final byte[] longerKey = Arrays.copyOf(key, key.length + 1);
    final byte[] longer = Arrays.copyOf(value, value.length + 1);

    // When
    final byte[] made = proof.of(claim);

    // Then
    assertThat(proof.holds(made, claim)).isTrue();
    assertThat(
            List.of(
                new Claim("nhi.events/2@18", "nhi.events", 3, key, value),
                new Claim("nhi.events/2@17", "nhi.event", 3, key, value),
                new Claim("nhi.events/2@17", "nhi.events", 4, key, value),
                new Claim("nhi.events/2@17", "nhi.events", 3, null, value),
                new Claim("nhi.events/2@17", "nhi.events", 3, key, null),
                new Claim("nhi.events/2@17", "nhi.events", 3, key, longer),
                new Claim("nhi.events/2@17", "nhi.events", 3, longerKey, value)))
        .noneMatch(other -> proof.holds(made, other));
  }

  @Property(tries = 300)
  void shouldTakeNoOtherBytesForAProof(@ForAll @Size(max = 40) final byte[] bytes) {
    // Given
    final Claim claim = new Claim("l", "t", 0, null, new byte[] {1});

    // When
    final boolean holds = proof.holds(bytes, claim);

    // Then
    assertThat(holds).isFalse();
  }

  @Example
  void shouldKeepOldProofsWhenANewKeyMakesThem() {
    // Given
    final Claim claim = new Claim("l", "t", 0, null, new byte[] {1});
    final byte[] old = proof.of(claim);
    final ReplayProof both = new ReplayProof(Map.of(1, KEY, 2, NEW_KEY));

    // When
    final byte[] made = both.of(claim);

    // Then
    assertThat(made).startsWith(0, 0, 0, 2);
    assertThat(both.holds(old, claim)).isTrue();
    assertThat(both.holds(made, claim)).isTrue();
    assertThat(proof.holds(made, claim)).isFalse();
    assertThat(new ReplayProof(Map.of(1, NEW_KEY)).holds(old, claim)).isFalse();
  }

  @Example
  void shouldNeitherMakeNorTakeAProofWithoutAKey() {
    // Given
    final Claim claim = new Claim("l", "t", 0, null, null);

    // When
    final ReplayProof none = ReplayProof.none();

    // Then
    assertThat(none.isAble()).isFalse();
    assertThat(none.holds(proof.of(claim), claim)).isFalse();
    assertThat(none.holds(null, claim)).isFalse();
    assertThatThrownBy(() -> none.of(claim)).isInstanceOf(IllegalStateException.class);
    assertThat(proof.toString()).doesNotContain(HexFormat.of().formatHex(KEY));
  }
}
