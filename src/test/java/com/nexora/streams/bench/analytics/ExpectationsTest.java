package com.nexora.streams.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.bench.WindowRow.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExpectationsTest {

  private static final long MINUTE = 1_700_000_040_000L;
  private static final Owner AGENT = new Owner("t", "a");
  private static final Map<Integer, Long> ALL = Map.of(0, 3L);

  private final Expectations expectations = new Expectations(List.of(AGENT));

  ExpectationsTest() {
    expectations.add("t", "a", 0, 0, drawn(1_000, 10, false));
    expectations.add("t", "a", 0, 1, drawn(2_000, 20, true));
    expectations.add("t", "a", 0, 2, drawn(4_000, 40, false));
    expectations.add("t", "someone else", 0, 3, drawn(9_000, 90, false));
  }

  @Test
  void shouldAcceptWindowsThatAreRight() {
    // Given
    final List<WindowRow> rows = all(right());

    // When
    final List<String> problems = expectations.problems(rows, ALL);

    // Then
    assertThat(problems).isEmpty();
  }

  @Test
  void shouldAcceptAPercentileThatIsOffByLessThanOnePercent() {
    // Given
    final List<WindowRow> rows = all(responseTime(new Figure(3, 7, 1, 4, 2.018, 3.97, 4)));

    // When
    final List<String> problems = expectations.problems(rows, ALL);

    // Then
    assertThat(problems).isEmpty();
  }

  @Test
  void shouldFindAPercentileThatIsOffByMore() {
    // Given
    final List<WindowRow> rows = all(responseTime(new Figure(3, 7, 1, 4, 2.03, 4, 4)));

    // When
    final List<String> problems = expectations.problems(rows, ALL);

    // Then
    assertThat(problems).hasSize(5).allMatch(p -> p.contains("responseTime P50 is 2.03"));
  }

  @Test
  void shouldFindAWrongSum() {
    // Given
    final List<WindowRow> rows = all(responseTime(new Figure(3, 7.001, 1, 4, 2, 4, 4)));

    // When
    final List<String> problems = expectations.problems(rows, ALL);

    // Then
    assertThat(problems).isNotEmpty().allMatch(p -> p.contains("responseTime sum is 7.001"));
  }

  @Test
  void shouldFindEventsThatWereCountedTwice() {
    // Given
    final List<WindowRow> rows =
        all(new WindowRow(AGENT, 1, MINUTE, MINUTE + 60_000, 4, 3, 1, right().metrics()));

    // When
    final List<String> problems = expectations.problems(rows, ALL);

    // Then
    assertThat(problems).anyMatch(p -> p.contains("events is 4, must be 3"));
  }

  @Test
  void shouldExpectOnlyWhatWasTakenIn() {
    // Given windows of all three events
    final List<WindowRow> rows = all(right());

    // When
    final List<String> problems = expectations.problems(rows, Map.of(0, 2L));

    // Then
    assertThat(problems).anyMatch(p -> p.contains("events is 3, must be 2"));
  }

  @Test
  void shouldMissAWindowThatIsNotThere() {
    // Given
    final List<WindowRow> rows = all(right()).stream().filter(r -> r.minutes() != 60).toList();

    // When
    final List<String> problems = expectations.problems(rows, ALL);

    // Then
    assertThat(problems).singleElement().asString().contains("no window of 60 min");
  }

  @Test
  void shouldNotMissWindowsOfAnOwnerOfWhomNothingWasTakenIn() {
    // Given a variant that was stopped before it met the agent
    // When
    final List<String> problems = expectations.problems(List.of(), Map.of());

    // Then
    assertThat(problems).isEmpty();
  }

  private static Workload.Drawn drawn(
      final long responseMicros, final long tokens, final boolean failed) {
    return new Workload.Drawn(0, MINUTE + 5, failed, responseMicros, tokens, tokens * 10, false);
  }

  private static WindowRow right() {
    return responseTime(new Figure(3, 7, 1, 4, 2, 4, 4));
  }

  private static WindowRow responseTime(final Figure figure) {
    return new WindowRow(
        AGENT,
        1,
        MINUTE,
        MINUTE + 60_000,
        3,
        2,
        1,
        Map.of(
            "responseTime", figure,
            "tokens", new Figure(3, 70, 10, 40, 20, 40, 40),
            "cost", new Figure(3, 0.0007, 0.0001, 0.0004, 0.0002, 0.0004, 0.0004)));
  }

  /** The same window in all five lengths. */
  private static List<WindowRow> all(final WindowRow row) {
    final List<WindowRow> rows = new ArrayList<>();
    for (final int minutes : Job.WINDOW_MINUTES) {
      rows.add(
          new WindowRow(
              row.owner(),
              minutes,
              row.from(),
              row.from() + minutes * 60_000L,
              row.events(),
              row.successes(),
              row.failures(),
              row.metrics()));
    }
    return rows;
  }
}
