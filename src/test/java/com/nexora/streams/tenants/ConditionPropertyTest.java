package com.nexora.streams.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.catalogue.TenantSettings.Filter;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a tenant writes: an answer, or a refusal with a place; nothing else, and soon. */
class ConditionPropertyTest {

  private static final List<String> PIECES =
      List.of(
          "data",
          "metadata",
          "severity",
          "eventType",
          "x",
          "1",
          "0.5",
          "'a'",
          "null",
          "true",
          "[",
          "]",
          "(",
          ")",
          "{",
          "}",
          ".",
          ",",
          "?",
          ":",
          "!",
          "-",
          "*",
          "/",
          "%",
          "+",
          "==",
          "!=",
          "<",
          ">=",
          "&&",
          "||",
          " in ",
          "has(",
          "size(",
          "matches(",
          ".exists(x,",
          ".all(x,",
          "timestamp(",
          "duration(",
          "b'",
          "r'(a|",
          "'\\u",
          "\n",
          "é",
          "\uD83D\uDE00",
          "\u0000");

  @Property(tries = 400)
  void shouldNeverFailInAnotherWay(@ForAll("texts") final String text) {
    // Given
    final EventView event = ConditionTest.event("{\"a\":[1,2,3],\"b\":{\"c\":\"x\"}}");

    // When
    final String outcome = outcome(text, event);

    // Then
    assertThat(outcome).isIn("holds", "fails", "no answer", "refused");
  }

  @Property(tries = 60)
  void shouldAnswerWithinBoundsWhateverTheBody(
      @ForAll("hard") final List<String> conditions, @ForAll("sizes") final int size) {
    // Given
    final String body =
        "{\"a\":[" + "\"xxxxxxx\",".repeat(size) + "1],\"s\":\"" + "x".repeat(size * 8) + "\"}";
    final long start = System.nanoTime();

    // When
    try {
      TenantFilter.of(
              ConditionTest.settings(
                  new Filter(Set.of(), Set.of(), conditions),
                  new Filter(Set.of(), Set.of(), conditions)),
              new Conditions())
          .passes(ConditionTest.event(body));
    } catch (final EvaluationException e) {
      assertThat(e.getMessage()).doesNotContain("xxxxxxx");
    }

    // Then
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(5_000);
  }

  private static String outcome(final String text, final EventView event) {
    try {
      Condition.compile(text);
    } catch (final ConditionException e) {
      assertThat(e.line()).isPositive();
      assertThat(e.column()).isPositive();
      return "refused";
    }
    try {
      return ConditionTest.holds(text, event) ? "holds" : "fails";
    } catch (final EvaluationException e) {
      return "no answer";
    } catch (final Exception e) {
      throw new AssertionError(text, e);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of(PIECES).list().ofMaxSize(30).map(pieces -> String.join("", pieces)),
        Arbitraries.strings().ofMaxLength(700));
  }

  @Provide
  Arbitrary<List<String>> hard() {
    final Arbitrary<String> inner =
        Arbitraries.of(
            "data.s.matches('(x*)*y')",
            "data.s.contains('xy')",
            "data.a == data.a",
            "'y' in data.a",
            "data == data && data != data",
            "size(data.s) < 0",
            "x == data.s");
    final Arbitrary<String> outer =
        Arbitraries.of(
            "%s", "data.a.exists(x, %s)", "!data.a.all(x, data.a.exists(y, y == x && %s))");
    return Combinators.combine(outer, inner)
        .as((around, within) -> around.formatted(within))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.of(1, 50, 900, 3_300);
  }
}
