package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nexora.streams.privacy.PayloadSeal.SubjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeysAtHandTest {

  @Test
  void shouldKeepWhatWasAskedForRatherThanWhatWasNot() {
    // Given
    final KeysAtHand keys = new KeysAtHand(2);
    keys.put("acme", 0, key(1, 1));
    keys.put("acme", 0, key(2, 1));
    keys.get("acme", name(1));

    // When
    keys.put("acme", 0, key(3, 1));

    // Then
    assertThat(keys.get("acme", name(1))).isNotNull();
    assertThat(keys.get("acme", name(2))).isNull();
    assertThat(keys.get("acme", name(3))).isNotNull();
  }

  @Test
  void shouldGiveASecondChanceAndNoThird() {
    // Given
    final KeysAtHand keys = new KeysAtHand(2);
    keys.put("acme", 0, key(1, 1));
    keys.get("acme", name(1));
    keys.put("acme", 0, key(2, 1));
    keys.put("acme", 0, key(3, 1));

    // When
    keys.put("acme", 0, key(4, 1));

    // Then
    assertThat(keys.get("acme", name(1))).isNull();
    assertThat(keys.size()).isEqualTo(2);
  }

  @Test
  void shouldFindRoomWhenAllWereAskedFor() {
    // Given
    final KeysAtHand keys = new KeysAtHand(100);
    for (int subject = 0; subject < 100; subject++) {
      keys.put("acme", 0, key(subject, 1));
      keys.get("acme", name(subject));
    }

    // When
    keys.put("acme", 0, key(100, 1));

    // Then
    assertThat(keys.size()).isEqualTo(100);
    assertThat(keys.get("acme", name(100))).isNotNull();
  }

  @Test
  void shouldNotGiveOneTenantTheKeyOfAnother() {
    // Given
    final KeysAtHand keys = new KeysAtHand(2);

    // When
    keys.put("acme", 0, key(1, 1));

    // Then
    assertThat(keys.get("globex", name(1))).isNull();
  }

  @Test
  void shouldRefuseANameThatIsLongerThanAPseudonymAndStartsAsOne() {
    // Given
    final KeysAtHand keys = new KeysAtHand(2);
    keys.put("acme", 0, key(1, 1));

    // When
    final Throwable refused = catchThrowable(() -> keys.get("acme", name(1) + "0"));

    // Then
    assertThat(refused).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("44");
  }

  @Test
  void shouldTakeTheNewKeyOfASubject() {
    // Given
    final KeysAtHand keys = new KeysAtHand(2);
    keys.put("acme", 0, key(1, 1));

    // When
    keys.put("acme", 77, key(1, 2));

    // Then
    assertThat(keys.size()).isEqualTo(1);
    assertThat(id(keys.get("acme", name(1)))).isEqualTo(key(1, 2).id());
  }

  @Property
  void shouldGiveWhatWasPutLastOrNothingAndNeverHoldMore(
      @ForAll @IntRange(min = 1, max = 5) final int most,
      @ForAll @Size(max = 60) final List<@IntRange(max = 29) Integer> steps) {
    // Given
    final KeysAtHand keys = new KeysAtHand(most);
    final Map<Integer, String> last = new HashMap<>();

    for (int step = 0; step < steps.size(); step++) {
      final int subject = steps.get(step) % 10;
      // When
      switch (steps.get(step) / 10) {
        case 0 -> {
          keys.put("acme", 0, key(subject, step));
          last.put(subject, key(subject, step).id());
          assertThat(id(keys.get("acme", name(subject)))).isEqualTo(last.get(subject));
        }
        case 1 -> {
          keys.remove("acme", name(subject));
          last.remove(subject);
        }
        default -> assertThat(id(keys.get("acme", name(subject)))).isIn(null, last.get(subject));
      }

      // Then
      assertThat(keys.size()).isLessThanOrEqualTo(most);
    }
  }

  private static @Nullable String id(final KeysAtHand.@Nullable Held held) {
    return held == null ? null : held.key().id();
  }

  private static SubjectKey key(final int subject, final int version) {
    return new SubjectKey(name(subject) + "/acts-0/" + version, new byte[PayloadSeal.KEY_BYTES]);
  }

  private static String name(final int subject) {
    return "sub-%040d".formatted(subject);
  }
}
