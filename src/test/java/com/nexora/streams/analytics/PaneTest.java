package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PaneTest {

  @Example
  void shouldCountEventsOutcomesAndMeasurements() {
    // When
    byte[] pane = Pane.add(null, 100, success("responseTime", 10));
    pane = Pane.add(pane, 300, failure("responseTime", 30));
    pane = Pane.add(pane, 200, success("cost", 0.5));

    // Then
    final PaneSum sum = new PaneSum().merge(pane);
    assertThat(sum.events()).isEqualTo(3);
    assertThat(sum.successes()).isEqualTo(2);
    assertThat(sum.failures()).isEqualTo(1);
    assertThat(sum.metrics()).containsOnlyKeys("cost", "responseTime");
    assertThat(sum.metrics().get("responseTime").sum()).isEqualTo(40);
    assertThat(Pane.lastArrival(pane)).isEqualTo(300);
  }

  @Example
  void shouldKeepTheFirstNamesApartAndCountTheRestTogether() {
    // Given
    final List<String> names = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      names.add("metric-%03d".formatted(i));
    }
    Collections.shuffle(names, new Random(7));

    // When
    byte[] pane = Pane.add(null, 1, success("responseTime", 5));
    for (final String name : names) {
      pane = Pane.add(pane, 1, success(name, 1));
    }

    // Then
    final PaneSum sum = new PaneSum().merge(pane);
    assertThat(sum.metrics()).hasSize(Pane.MAX_METRICS + 2);
    assertThat(sum.metrics()).containsKeys("metric-000", "metric-063", "responseTime", "other");
    assertThat(sum.metrics()).doesNotContainKeys("metric-064", "metric-199");
    assertThat(sum.metrics().get("other").count()).isEqualTo(200 - Pane.MAX_METRICS);
  }

  @Example
  void shouldCountAMetricWithAnEndlessNameUnderOther() {
    // When
    final byte[] pane = Pane.add(null, 1, success("n".repeat(Pane.MAX_NAME + 1), 3));

    // Then
    assertThat(new PaneSum().merge(pane).metrics()).containsOnlyKeys("other");
  }

  @Example
  void shouldRefuseEveryByteThatWasChanged() {
    // Given
    final byte[] pane = Pane.add(Pane.add(null, 1, success("responseTime", 5)), 2, success("a", 1));

    for (int at = 0; at < pane.length; at++) {
      final byte[] damaged = pane.clone();
      damaged[at] ^= 0x04;

      // When // Then
      assertThatThrownBy(() -> new PaneSum().merge(damaged))
          .as("byte %d", at)
          .isInstanceOf(CorruptStateException.class);
    }
  }

  @Example
  void shouldRefuseEveryPartOfItself() {
    // Given
    final byte[] pane = Pane.add(Pane.add(null, 1, success("responseTime", 5)), 2, success("a", 1));

    for (int length = 0; length < pane.length; length++) {
      final byte[] part = Arrays.copyOf(pane, length);

      // When // Then
      assertThatThrownBy(() -> new PaneSum().merge(part))
          .as("%d bytes", length)
          .isInstanceOf(CorruptStateException.class);
    }
  }

  @Property(tries = 150)
  void shouldGiveTheSameBytesInAnyOrder(
      @ForAll("events") final List<Event> events, @ForAll final long seed) {
    // Given
    final List<Event> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(seed));

    // When
    final byte[] other = pane(shuffled);

    // Then
    assertThat(other).isEqualTo(pane(events));
  }

  @Property(tries = 150)
  void shouldGiveTheSameBytesHoweverTheEventsAreSplitAndMerged(
      @ForAll("events") final List<Event> events, @ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    final List<byte[]> parts = new ArrayList<>();
    int from = 0;
    while (from < events.size()) {
      final int to = from + 1 + random.nextInt(events.size() - from);
      parts.add(pane(events.subList(from, to)));
      from = to;
    }
    Collections.shuffle(parts, random);

    // When
    final byte[] merged = parts.stream().reduce(Pane::merge).orElseThrow();

    // Then
    assertThat(merged).isEqualTo(pane(events));
  }

  record Event(long arrival, EventMetrics.Measured measured) {}

  /** More names than a pane keeps, the reserved ones among them. */
  @Provide
  Arbitrary<List<Event>> events() {
    final Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 90).map(i -> "m" + i),
            Arbitraries.of("responseTime", "other", "A", "zz"));
    final Arbitrary<EventMetrics.Value> values =
        Combinators.combine(names, Arbitraries.longs().between(0, 5_000_000_000L))
            .as((name, micros) -> new EventMetrics.Value(Pane.name(name), micros));
    return Combinators.combine(
            Arbitraries.longs().between(0, 1_000),
            Arbitraries.of(EventMetrics.Outcome.class),
            values.list().ofMaxSize(4))
        .as(
            (arrival, outcome, all) ->
                new Event(arrival, new EventMetrics.Measured(outcome, all, List.of(), false)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(150);
  }

  private static byte[] pane(final List<Event> events) {
    byte[] pane = null;
    for (final Event event : events) {
      pane = Pane.add(pane, event.arrival(), event.measured());
    }
    return pane;
  }

  static EventMetrics.Measured success(final String name, final double value) {
    return measured(EventMetrics.Outcome.SUCCESS, name, value);
  }

  static EventMetrics.Measured failure(final String name, final double value) {
    return measured(EventMetrics.Outcome.FAILURE, name, value);
  }

  private static EventMetrics.Measured measured(
      final EventMetrics.Outcome outcome, final String name, final double value) {
    return new EventMetrics.Measured(
        outcome,
        List.of(new EventMetrics.Value(Pane.name(name), Micros.of(value))),
        List.of(),
        false);
  }
}
