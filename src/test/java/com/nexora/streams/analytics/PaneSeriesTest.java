package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.analytics.PaneSeries.Family;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.StoreKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaneSeriesTest {

  @Test
  void shouldKeepTheLettersThatStandInStoredKeys() {
    // When
    final List<Character> letters =
        Arrays.stream(Family.values())
            .flatMap(
                family ->
                    Stream.of(Resolution.values()).map(resolution -> family.letter(resolution)))
            .toList();

    // Then
    assertThat(letters).containsExactly('1', 'q', 'h', 'a', 'b', 'c', 'd', 'e', 'f');
    assertThat(letters.stream().map(Family::of))
        .containsExactly(
            Family.ENTITY,
            Family.ENTITY,
            Family.ENTITY,
            Family.TOOL,
            Family.TOOL,
            Family.TOOL,
            Family.TASK_TYPE,
            Family.TASK_TYPE,
            Family.TASK_TYPE);
    assertThatThrownBy(() -> Family.of('z')).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldMakeTheKeyThatIsDocumented() {
    // When
    final byte[] key = PaneSeries.named(Family.TOOL, "a/b", "sql").key(Resolution.QUARTER, 900_000);

    // Then
    assertThat(key)
        .isEqualTo(
            StoreKey.of().part(EntityKey.bytes("a/b", "sql")).kind('b').number(900_000).bytes());
  }

  @Test
  void shouldTellATenantFromWhatBelongsToIt() {
    // When // Then
    assertThat(PaneSeries.tenant("a/b").isTenant()).isTrue();
    assertThat(PaneSeries.entity("a", "x/y").isTenant()).isFalse();
    assertThat(PaneSeries.named(Family.TOOL, "a", "sql").isTenant()).isFalse();
    assertThat(PaneSeries.tenantOf(PaneSeries.entity("a/b", "x/y").owner()))
        .isEqualTo(EntityKey.tenantPrefix("a/b"));
  }

  @Test
  void shouldStartPanesAtWholeMultiplesOfTheirLengthAlsoBefore1970() {
    // When // Then
    assertThat(Resolution.HOUR.start(7_300_000)).isEqualTo(7_200_000);
    assertThat(Resolution.QUARTER.start(-1)).isEqualTo(-900_000);
    assertThat(Resolution.MINUTE.start(60_000)).isEqualTo(60_000);
  }
}
