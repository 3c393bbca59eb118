package com.nexora.streams.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.Replay.Original;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, marks, filters and cursors of letters, and what a replay is made of. */
final class LettersTest {

  private static final LetterId ID = new LetterId("nhi.events", 2, 17);

  @Property(tries = 100)
  void shouldReadTheNameOfALetterAsItWasWritten(
      @ForAll @IntRange final int partition, @ForAll @LongRange final long offset) {
    // Given
    final LetterId id = new LetterId("a-topic.v1", partition % 1_000_000, offset % (1L << 50));

    // When
    final LetterId read = LetterId.parse("a-topic.v1", id.within());

    // Then
    assertThat(read).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "1@", "@1", "-1@2", "1@-2", "01@2", "1@2@3", "1@9999999999999999999"})
  void shouldRefuseWhatNamesNoLetter(final String text) {
    // When / Then
    assertThatThrownBy(() -> LetterId.parse("t", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("partition@offset");
  }

  @Test
  void shouldReadAMarkAsItWasWritten() {
    // Given
    final LetterMark mark = new LetterMark(LetterState.REPLAYED, 99, "cli:ann", "t-0@1");

    // When
    final LetterMark read = LetterMark.parse(mark.json());

    // Then
    assertThat(read).isEqualTo(mark);
    assertThatThrownBy(() -> LetterMark.parse("{\"state\":\"open\",\"at\":1}".getBytes()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldGoOnWhereAListEndedAndNowhereElse() {
    // Given
    final LetterFilter filter = LetterFilter.of("acme");
    final LetterCursor cursor =
        new LetterCursor("nhi.events", filter.fingerprint(), Map.of(0, 17L, 3, 0L));

    // When
    final LetterCursor read = LetterCursor.parse(cursor.text(), "nhi.events", filter.fingerprint());

    // Then
    assertThat(read).isEqualTo(cursor);
    for (final LetterFilter other :
        List.of(
            LetterFilter.all(),
            LetterFilter.of("other"),
            filter.because("undecodable"),
            filter.in(LetterState.OPEN))) {
      assertThatThrownBy(() -> LetterCursor.parse(cursor.text(), "nhi.events", other.fingerprint()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> LetterCursor.parse(cursor.text() + ",x", "nhi.events", filter.fingerprint()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldShowLettersOfNobodyOnlyToWhoMaySeeThem() {
    // Given
    final LetterFilter one = LetterFilter.of("acme");
    final LetterFilter readsAll = new LetterFilter(null, false, null, null);

    // When
    final boolean[] seen = {
      one.coversTenant("acme"),
      one.coversTenant("other"),
      one.coversTenant(null),
      one.coversTenant(""),
      readsAll.coversTenant("other"),
      readsAll.coversTenant(null),
      LetterFilter.all().coversTenant(null)
    };

    // Then
    assertThat(seen).containsExactly(true, false, false, false, true, false, true);
  }

  @Test
  void shouldCountReplaysInFrontOfTheRecordsOwnHeaders() {
    // Given
    final DeadLetter first = letter(new byte[] {1}, List.of(header("trace", "x")));

    // When
    final Replay once = Replay.of(ID, first, Replay.copy(first), ReplayProof.none());
    final DeadLetter second = letter(new byte[] {1}, once.headers());
    final Replay twice = Replay.of(ID, second, Replay.copy(second), ReplayProof.none());

    // Then
    assertThat(once.number()).isEqualTo(1);
    assertThat(twice.number()).isEqualTo(2);
    assertThat(twice.headers())
        .extracting(DeadLetterHeader::getKey)
        .containsExactly(Replay.COUNT_HEADER, Replay.LETTER_HEADER, "trace");
    assertThat(twice.partition()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "99999999999", "1.0"})
  void shouldTakeACountThatIsNoneForNoReplay(final String text) {
    // When
    final int count = Replay.count(List.of(header(Replay.COUNT_HEADER, text)));

    // Then
    assertThat(count).isZero();
  }

  @Test
  void shouldKnowALetterThatHoldsOnlyAPartOfItsRecord() {
    // Given
    final List<DeadLetterHeader> many = new ArrayList<>();
    for (int i = 0; i < DeadLetters.MAX_HEADERS + 1; i++) {
      many.add(header("h" + i, ""));
    }

    // When
    final DeadLetter whole = letter(new byte[100], List.of(header("a", "b")));
    final DeadLetter longValue = letter(new byte[DeadLetters.MAX_VALUE_BYTES + 1], List.of());
    final DeadLetter manyHeaders = letter(new byte[1], many);
    final DeadLetter longHeader = letter(new byte[1], List.of(header("a", "x".repeat(5_000))));

    // Then
    assertThat(Replay.isWhole(whole)).isTrue();
    assertThat(List.of(longValue, manyHeaders, longHeader)).noneMatch(Replay::isWhole);
  }

  @Test
  void shouldNotTakeAnotherRecordAtTheSamePlaceForTheOriginal() {
    // Given
    final byte[] value = new byte[10];
    final DeadLetter letter = letter(value, List.of());
    final Original original = new Original(null, value, List.of());

    // When
    final boolean same = Replay.matches(letter, original, 99);
    final boolean later = Replay.matches(letter, original, 100);
    final boolean shorter = Replay.matches(letter, new Original(null, new byte[3], List.of()), 9);
    final boolean none = Replay.matches(letter, new Original(null, null, List.of()), 9);

    // Then
    assertThat(same).isTrue();
    assertThat(List.of(later, shorter, none)).containsOnly(false);
  }

  private static DeadLetter letter(final byte[] value, final List<DeadLetterHeader> headers) {
    return DeadLetters.of(
        new Origin("nhi.events", 7, 42),
        new byte[] {2},
        value,
        headers,
        Failure.atOnce("undecodable", String.class, "what"),
        null,
        99);
  }

  private static DeadLetterHeader header(final String name, final String value) {
    return new DeadLetterHeader(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }
}
