package com.nexora.streams.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.TenantSettings.Filter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConditionTest {

  private static final String DATA =
      "{\"score\":7,\"ratio\":0.5,\"owner\":{\"team\":\"risk\"},\"tags\":[\"pci\",\"eu\"],"
          + "\"items\":[{\"n\":1},{\"n\":9}],\"none\":null,\"open\":true,\"big\":12345678901234567890}";

  static EventView event(final String data) {
    return new EventView(
        "tenant-a",
        "RISK_CREATED",
        "ARCHER_GRC",
        "create",
        "risk-7",
        "risk",
        "HIGH",
        Map.of("region", "eu-1", "host", "a.example"),
        data);
  }

  static boolean holds(final String condition, final EventView event) throws Exception {
    return filter(condition).passes(event);
  }

  private static TenantFilter filter(final String... conditions) {
    return TenantFilter.of(
        settings(new Filter(Set.of(), Set.of(), Arrays.asList(conditions))), new Conditions());
  }

  static TenantSettings settings(final Filter... filters) {
    final TenantSettings all = TenantSettings.defaults(60, 5);
    return new TenantSettings(
        true,
        Set.of(),
        List.of(filters),
        List.of(),
        0,
        500,
        true,
        all.correlationThreshold(),
        5,
        Map.of(),
        false,
        0,
        List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tenantId == 'tenant-a'",
        "eventType.startsWith('RISK_') && source == 'ARCHER_GRC'",
        "action in ['create', 'update']",
        "entityId == 'risk-7' && entityType == 'risk'",
        "severity in ['HIGH', 'CRITICAL']",
        "metadata.region == 'eu-1'",
        "has(metadata.region) && !has(metadata.zone)",
        "metadata['host'].matches('^a[.]')",
        "data.score > 6 && data.score < 7.5",
        "data.ratio == 0.5",
        "data.owner.team == 'risk'",
        "'pci' in data.tags && size(data.tags) == 2",
        "data.tags.exists(t, t.endsWith('u'))",
        "data.items.all(i, i.n > 0) && data.items.exists_one(i, i.n == 9)",
        "data.none == null",
        "data.open",
        "data.big > 1.0",
        "has(data.owner.team) ? data.owner.team != 'x' : false",
        "!has(data.missing) || data.missing == 1",
        "int('7') == 7 && string(7) == '7'",
      })
  void shouldHoldForTheEvent(final String condition) throws Exception {
    // When
    final boolean holds = holds(condition, event(DATA));

    // Then
    assertThat(holds).isTrue();
    assertThat(holds("!(" + condition + ")", event(DATA))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data.missing == 1 | has()",
        "metadata.zone == 'x' | has()",
        "data.score == 'seven' && data.score < 'x' | ",
        "data.owner < 3 | go together",
        "data.owner.team + data.owner.team == 'riskrisk' | go together",
        "data.tags + data.tags == [] | go together",
        "data.score | true or false",
        "data.tags[9] == 'x' | INDEX_OUT_OF_BOUNDS",
        "1 / (data.score - 7) > 0 | DIVIDE_BY_ZERO",
        "int(entityId) > 3 | BAD_FORMAT",
      })
  void shouldHaveNoAnswerAndNameNothingOfTheEvent(final String condition, final String naming) {
    // Given
    final TenantFilter filter = filter(condition);

    // When
    final boolean answered;
    try {
      answered = filter.passes(event(DATA));
    } catch (final EvaluationException e) {
      // Then
      assertThat(e.getMessage())
          .startsWith("condition 1 of filter 1 has no answer: ")
          .contains(naming == null ? "" : naming)
          .doesNotContain("risk-7", "eu-1", "pci", "zone");
      return;
    }
    assertThat(naming).isNull();
    assertThat(answered).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "eventTyp == 'x' | 1 | 1 | undeclared reference to 'eventTyp'",
        "severity == 'HIGH' && colour == 'red' | 1 | 23 | colour",
        "severity = 'HIGH' | 1 | 10 | token",
        "severity | 1 | 1 | bool",
        "severity > 3 | 1 | 10 | overload",
        "'a' + 'b' == 'ab' | 1 | 5 | +",
        "data.tags.map(t, t) == [] | 1 | 14 | map",
        "source.matches('(') | 1 | 16 | egex",
        "'' | 1 | 1 | bool",
      })
  void shouldRefuseWithThePlaceOfTheMistake(
      final String condition, final int line, final int column, final String naming) {
    // When
    final ConditionException refused =
        catchThrowableOfType(ConditionException.class, () -> Condition.compile(condition));

    // Then
    assertThat(refused).hasMessageContaining(naming);
    assertThat(refused.line()).isEqualTo(line);
    assertThat(refused.column()).isEqualTo(column);
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 100_000})
  void shouldRefuseWhatIsTooLong(final int length) {
    // Given
    final String condition = "severity == '" + "x".repeat(length) + "'";

    // Then
    assertThatThrownBy(() -> Condition.compile(condition))
        .isInstanceOf(ConditionException.class)
        .hasMessageContaining("at most 512");
  }

  @Test
  void shouldRefuseWhatIsTooDeep() {
    // Given
    final String condition = "(".repeat(200) + "true" + ")".repeat(200);

    // Then
    assertThatThrownBy(() -> Condition.compile(condition)).isInstanceOf(ConditionException.class);
  }

  @Test
  void shouldParseTheBodyOnlyWhenAConditionAsksForIt() throws Exception {
    // Given
    final EventView broken = event("{not json");

    // When
    final boolean holds = holds("severity == 'HIGH' || data.score > 3", broken);

    // Then
    assertThat(holds).isTrue();
    assertThatThrownBy(() -> holds("data.score > 3", broken))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("not JSON");
  }

  @Test
  void shouldNotLookIntoABodyThatIsTooLargeOrTooDeep() {
    // Given
    final EventView large = event("{\"a\":\"" + "x".repeat(70_000) + "\"}");
    final EventView deep = event("[".repeat(40) + "]".repeat(40));

    // Then
    assertThatThrownBy(() -> holds("has(data.a)", large)).hasMessageContaining("65536");
    assertThatThrownBy(() -> holds("data == []", deep)).hasMessageContaining("deeper");
  }

  @Test
  void shouldStopWhatTakesTooMuchEffort() {
    // Given
    final String numbers = "[" + "1,".repeat(999) + "1]";
    final EventView hard = event("{\"a\":" + numbers + ",\"s\":\"" + "x".repeat(60_000) + "\"}");
    final String[] conditions = new String[8];
    Arrays.fill(conditions, "data.a.all(i, !data.s.matches('(x+x+)+y') && !data.s.contains('y'))");

    // When
    final long start = System.nanoTime();
    assertThatThrownBy(() -> filter(conditions).passes(hard))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("more than 250000 steps");

    // Then
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(5_000);
  }
}
