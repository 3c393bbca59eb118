package com.nexora.streams.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.bench.WindowRow.Figure;
import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What the compared variants keep must come back from their stores as it went in. */
final class WindowFormatsTest {

  private static final Owner OWNER = new Owner("t", "a");
  private static final List<Figures> EVENTS =
      List.of(event(1, 100, 7), event(-1, 300, 9), event(1, 200, 8));

  @Test
  void shouldCarryFiguresThroughARepartitionTopic() {
    // Given
    final Figures figures = event(-1, 12.5, 3);

    // When
    final Figures read = Figures.fromBytes(figures.toBytes());

    // Then
    assertThat(read).isEqualTo(figures);
  }

  @Test
  void shouldKeepCountsAndQuantilesInTheWindowOfOurHistogram() {
    // Given
    final DslFlatHistogram dsl = new DslFlatHistogram();
    DslFlatHistogram.Window window = dsl.empty().apply();

    // When
    for (final Figures event : EVENTS) {
      window = DslFlatHistogram.Window.fromBytes(window.plus(event).toBytes());
    }

    // Then
    check(dsl.row(OWNER, 5, 0, window));
  }

  @Test
  void shouldKeepCountsAndQuantilesInTheWindowOfTheLibrary() {
    // Given
    final TextbookDsl dsl = new TextbookDsl();
    TextbookDsl.Window window = dsl.empty().apply();

    // When
    for (final Figures event : EVENTS) {
      window = TextbookDsl.Window.fromBytes(window.plus(event).toBytes());
    }

    // Then
    final WindowRow row = dsl.row(OWNER, 5, 0, window);
    check(row);
    assertThat(row.metrics().get("responseTime").sum()).isEqualTo(600, Offset.offset(1e-9));
  }

  private static void check(final WindowRow row) {
    assertThat(row)
        .returns(300_000L, WindowRow::to)
        .returns(3L, WindowRow::events)
        .returns(2L, WindowRow::successes)
        .returns(1L, WindowRow::failures);
    final Figure figure = row.metrics().get("responseTime");
    assertThat(figure.count()).isEqualTo(3);
    assertThat(figure.min()).isEqualTo(100);
    assertThat(figure.max()).isEqualTo(300);
    assertThat(figure.p50()).isCloseTo(200, Percentage.withPercentage(1));
  }

  private static Figures event(final int outcome, final double responseTime, final double tokens) {
    return new Figures(
        outcome,
        List.of(
            new Figures.Metric("responseTime", responseTime),
            new Figures.Metric("tokens", tokens)));
  }
}
