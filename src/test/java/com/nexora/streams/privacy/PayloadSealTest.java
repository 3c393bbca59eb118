package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.privacy.PayloadSeal.Sealed;
import com.nexora.streams.privacy.PayloadSeal.SubjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PayloadSealTest {

  private static final byte[] PAYLOAD = "{\"rows\":3}".getBytes(StandardCharsets.UTF_8);
  private static final List<SubjectKey> TWO =
      List.of(key("sub-a/acts-0/1", 1), key("sub-b/acts-0/1", 2));

  @Test
  void shouldSealToThePublishedBytes() {
    // When
    final Sealed sealed = PayloadSeal.seal("acme", "ext:act-1", TWO, PAYLOAD);

    // Then
    assertThat(HexFormat.of().formatHex(sealed.ciphertext()))
        .isEqualTo("d4854b6666fa710e51374f8fbdcce75f57d3fea2d747b0613478197c9ea5ae0d60090b56fa14");
    assertThat(HexFormat.of().formatHex(sealed.commitment()))
        .isEqualTo("50d0a01a3c25e5b3e870b961047967099d100c9640edf62ebd3481ce19a4c327");
  }

  @Property(tries = 200)
  void shouldOpenWhatItSealedAndSealTheSameBytesAgain(
      @ForAll final String tenant,
      @ForAll final String auditId,
      @ForAll @Size(max = 2_000) final byte[] payload,
      @ForAll @IntRange(min = 1, max = 5) final int subjects) {
    // Given
    final List<SubjectKey> keys = keys(subjects);

    // When
    final Sealed sealed = PayloadSeal.seal(tenant, auditId, keys, payload);

    // Then
    assertThat(PayloadSeal.open(tenant, auditId, keys, sealed)).isEqualTo(payload);
    assertThat(PayloadSeal.seal(tenant, auditId, keys, payload).ciphertext())
        .isEqualTo(sealed.ciphertext());
  }

  @Property(tries = 100)
  void shouldNeverUseANonceTwiceForTwoPayloadsOfOneEntry(
      @ForAll final byte[] one, @ForAll final byte[] other) {
    // Given
    Assume.that(!Arrays.equals(one, other));

    // When
    final byte[] first = PayloadSeal.seal("acme", "a", TWO, one).ciphertext();
    final byte[] second = PayloadSeal.seal("acme", "a", TWO, other).ciphertext();

    // Then
    assertThat(Arrays.copyOf(first, 12)).isNotEqualTo(Arrays.copyOf(second, 12));
  }

  @Property(tries = 100)
  void shouldNotOpenIfAnyBitWasChanged(@ForAll @IntRange(min = 0, max = 100_000) final int bit) {
    // Given
    final Sealed sealed = PayloadSeal.seal("acme", "a", TWO, PAYLOAD);
    final byte[] ciphertext = sealed.ciphertext().clone();
    final byte[] commitment = sealed.commitment().clone();
    final int at = bit % ((ciphertext.length + commitment.length) * 8);
    if (at / 8 < ciphertext.length) {
      ciphertext[at / 8] ^= (byte) (1 << at % 8);
    } else {
      commitment[at / 8 - ciphertext.length] ^= (byte) (1 << at % 8);
    }

    // When
    final Sealed changed = new Sealed(ciphertext, commitment);

    // Then
    assertThatThrownBy(() -> PayloadSeal.open("acme", "a", TWO, changed))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldNotOpenForAnotherTenantEntryOrKey() {
    // When
    final Sealed sealed = PayloadSeal.seal("acme", "a", TWO, PAYLOAD);

    // Then
    assertThatThrownBy(() -> PayloadSeal.open("evil", "a", TWO, sealed)).isNotNull();
    assertThatThrownBy(() -> PayloadSeal.open("acme", "b", TWO, sealed)).isNotNull();
    assertThatThrownBy(
            () ->
                PayloadSeal.open(
                    "acme", "a", List.of(TWO.get(0), key("sub-b/acts-0/1", 3)), sealed))
        .hasMessageContaining("commitment");
  }

  @Test
  void shouldStayClosedOnceOneOfSeveralSubjectsIsErased() {
    // Given
    final Sealed sealed = PayloadSeal.seal("acme", "a", TWO, PAYLOAD);

    // When
    final List<SubjectKey> left = List.of(TWO.get(0), SubjectKey.destroyed("sub-b/acts-0/1"));

    // Then
    assertThatThrownBy(() -> PayloadSeal.open("acme", "a", left, sealed))
        .hasMessageContaining("sub-b/acts-0/1");
    assertThatThrownBy(() -> PayloadSeal.open("acme", "a", List.of(TWO.get(0)), sealed))
        .hasMessageContaining("commitment");
  }

  @Test
  void shouldShowNoKeyInItsText() {
    // When
    final String text = TWO.get(0).toString();

    // Then
    assertThat(text).isEqualTo("SubjectKey[sub-a/acts-0/1, ****]");
  }

  private static List<SubjectKey> keys(final int count) {
    return java.util.stream.IntStream.range(0, count)
        .mapToObj(i -> key("sub-" + i + "/acts-0/1", i))
        .toList();
  }

  private static SubjectKey key(final String id, final int fill) {
    final byte[] bytes = new byte[PayloadSeal.KEY_BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new SubjectKey(id, bytes);
  }
}
