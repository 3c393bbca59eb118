package com.nexora.streams.bench.analytics;

import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.bench.WindowRow.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every value of a few owners, as they were made, to hold the variants' windows against.
 *
 * <p>Knows nothing of panes or sketches: it filters, adds and sorts.
 */
final class Expectations {

  private static final double ERROR = 0.01;
  private static final double SUM_ERROR = 1e-9;
  private static final double ROUNDING = 1e-6;
  private static final int MOST_PROBLEMS = 10;

  private final Map<Owner, List<Seen>> seen = new LinkedHashMap<>();

  /** One event, and where it lies in the topic. */
  private record Seen(
      int partition,
      long offset,
      long time,
      boolean failed,
      double responseTime,
      double tokens,
      double cost) {

    boolean isAmong(final Map<Integer, Long> taken) {
      return offset < taken.getOrDefault(partition, 0L);
    }
  }

  Expectations(final List<Owner> owners) {
    owners.forEach(owner -> seen.put(owner, new ArrayList<>()));
  }

  List<Owner> owners() {
    return List.copyOf(seen.keySet());
  }

  /** Keeps an event if it is of one of the owners. */
  void add(
      final String tenant,
      final String agent,
      final int partition,
      final long offset,
      final Workload.Drawn drawn) {
    keep(new Owner(tenant, agent), partition, offset, drawn);
    keep(new Owner(tenant, null), partition, offset, drawn);
  }

  private void keep(
      final Owner owner, final int partition, final long offset, final Workload.Drawn drawn) {
    final List<Seen> of = seen.get(owner);
    if (of != null) {
      of.add(
          new Seen(
              partition,
              offset,
              drawn.time(),
              drawn.failed(),
              drawn.responseMicros() / 1e3,
              drawn.tokens(),
              drawn.costMicros() / 1e6));
    }
  }

  /**
   * What is wrong with these windows; nothing if they are right.
   *
   * @param taken how many events of each partition they are of
   */
  List<String> problems(final List<WindowRow> rows, final Map<Integer, Long> taken) {
    final List<String> problems = new ArrayList<>();
    for (final Map.Entry<Owner, List<Seen>> of : seen.entrySet()) {
      if (of.getValue().stream().anyMatch(event -> event.isAmong(taken))) {
        missing(of.getKey(), rows, problems);
      }
    }
    for (final WindowRow row : rows) {
      check(row, taken, problems);
    }
    return problems.size() > MOST_PROBLEMS ? problems.subList(0, MOST_PROBLEMS) : problems;
  }

  private static void missing(
      final Owner owner, final List<WindowRow> rows, final List<String> problems) {
    for (final int minutes : Job.WINDOW_MINUTES) {
      if (rows.stream()
          .noneMatch(r -> r.owner().equals(owner) && r.minutes() == minutes && r.events() > 0)) {
        problems.add("no window of %d min of %s".formatted(minutes, owner));
      }
    }
  }

  private void check(
      final WindowRow row, final Map<Integer, Long> taken, final List<String> problems) {
    final List<Seen> of = seen.get(row.owner());
    if (of == null) {
      return;
    }
    final List<Seen> in =
        of.stream()
            .filter(s -> s.time >= row.from() && s.time < row.to())
            .filter(s -> s.isAmong(taken))
            .toList();
    final String where = "%s, %d min from %d: ".formatted(row.owner(), row.minutes(), row.from());
    final long failures = in.stream().filter(Seen::failed).count();
    same(where + "events", row.events(), in.size(), problems);
    same(where + "failures", row.failures(), failures, problems);
    same(where + "successes", row.successes(), in.size() - failures, problems);
    if (row.events() == in.size() && !in.isEmpty()) {
      metric(where, row, "responseTime", values(in, Seen::responseTime), problems);
      metric(where, row, "tokens", values(in, Seen::tokens), problems);
      metric(where, row, "cost", values(in, Seen::cost), problems);
    }
  }

  private static double[] values(
      final List<Seen> in, final java.util.function.ToDoubleFunction<Seen> of) {
    final double[] values = in.stream().mapToDouble(of).toArray();
    Arrays.sort(values);
    return values;
  }

  private static void same(
      final String what, final long actual, final long expected, final List<String> problems) {
    if (actual != expected) {
      problems.add("%s is %d, must be %d".formatted(what, actual, expected));
    }
  }

  private static void metric(
      final String where,
      final WindowRow row,
      final String name,
      final double[] sorted,
      final List<String> problems) {
    final Figure figure = row.metrics().get(name);
    if (figure == null) {
      problems.add(where + name + " is missing");
      return;
    }
    final String what = where + name;
    final int last = sorted.length - 1;
    same(what + " count", figure.count(), sorted.length, problems);
    final double sum = Arrays.stream(sorted).sum();
    within(what + " sum", figure.sum(), sum, sum, SUM_ERROR, problems);
    within(what + " min", figure.min(), sorted[0], sorted[0], SUM_ERROR, problems);
    within(what + " max", figure.max(), sorted[last], sorted[last], SUM_ERROR, problems);
    quantile(what + " P50", figure.p50(), sorted, 0.50, problems);
    quantile(what + " P95", figure.p95(), sorted, 0.95, problems);
    quantile(what + " P99", figure.p99(), sorted, 0.99, problems);
  }

  /** Libraries differ by one in the rank that they take. */
  private static void quantile(
      final String what,
      final double actual,
      final double[] sorted,
      final double q,
      final List<String> problems) {
    final int low = (int) Math.floor(q * (sorted.length - 1));
    final int high = Math.max(low, (int) Math.ceil(q * sorted.length) - 1);
    if (Double.isNaN(actual)) {
      problems.add(what + " is missing");
    }
    within(what, actual, sorted[low], sorted[high], ERROR, problems);
  }

  private static void within(
      final String what,
      final double actual,
      final double low,
      final double high,
      final double error,
      final List<String> problems) {
    if (actual < low * (1 - error) - ROUNDING || actual > high * (1 + error) + ROUNDING) {
      problems.add(
          low == high
              ? "%s is %s, must be %s".formatted(what, actual, low)
              : "%s is %s, must be between %s and %s".formatted(what, actual, low, high));
    }
  }
}
