package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Scenario;
import com.nexora.streams.bench.Section;
import com.nexora.streams.bench.Spread;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.imports.KafkaFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How soon an alert is seen by a read_committed consumer while the whole product counts: from the
 * moment that the event that tipped it, which the alert names, is handed to a producer.
 */
public final class AlertsScenario implements Scenario {

  private static final String METRIC = "responseTime";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long LAST_ALERT_SECONDS = 120;

  @Override
  public String name() {
    return "alerts";
  }

  @Override
  public Section run(final BenchContext context) {
    final boolean small = context.options().small();
    final int agents = small ? 100 : 2_000;
    final int incidents = small ? 3 : 60;
    final int warmUp = small ? 1 : 12;
    try (ProductCluster cluster = ProductCluster.open(context, name())) {
      cluster.start();
      try (KafkaFeed feed = cluster.feed();
          AlertWatch watch = cluster.alerts()) {
        final IncidentLoad load =
            new IncidentLoad(feed, agents, incidents + warmUp, warmUp, small ? 5 : 10);
        learn(context, cluster, load);
        context
            .progress()
            .accept("alerts: %,d events/s, %d agents turn slow".formatted(agents, incidents));
        final long seconds =
            load.live(
                () -> slow(watch.opened()).size() >= incidents + warmUp,
                incidents + LAST_ALERT_SECONDS);
        return section(agents, incidents, latencies(load, watch.opened(), incidents, seconds));
      }
    }
  }

  private static void learn(
      final BenchContext context, final ProductCluster cluster, final IncidentLoad load) {
    context.progress().accept("alerts: telling agents' past");
    load.history();
    try (ProductTopics topics = cluster.topics()) {
      cluster
          .running()
          .await(
              "the past is counted",
              LIMIT,
              () -> topics.committed(Topics.PERFORMANCE_EVENTS) >= load.sent());
    }
  }

  private static Set<String> slow(final List<AlertWatch.Opened> opened) {
    final Set<String> entities = new TreeSet<>();
    opened.stream()
        .filter(alert -> alert.metric().equals(METRIC) && !alert.entity().isEmpty())
        .forEach(alert -> entities.add(alert.entity()));
    return entities;
  }

  private static Latencies latencies(
      final IncidentLoad load,
      final List<AlertWatch.Opened> opened,
      final int incidents,
      final long seconds) {
    final List<AlertWatch.Opened> slow =
        opened.stream()
            .filter(alert -> alert.metric().equals(METRIC) && load.counts(alert.entity()))
            .toList();
    if (slow.size() != incidents) {
      throw new BenchException(
          "%d agents turned slow, %d alerts were opened for them"
              .formatted(incidents, slow.size()));
    }
    final long[] nanos =
        slow.stream()
            .filter(alert -> !alert.cause().isEmpty())
            .mapToLong(alert -> alert.seenNanos() - load.sentNanos(alert.cause()))
            .toArray();
    return Latencies.of(nanos, seconds * 1_000_000_000L);
  }

  private Section section(final int agents, final int incidents, final Latencies latencies) {
    final List<Row> rows = new ArrayList<>();
    final StringBuilder text =
        new StringBuilder(
            """
            ## alerts

            The whole product counts %,d live events a second of as many agents; %d of them turn slow, one a second, after a few \
            to warm up, that do not count. From the hand-over of the event that tipped an alert to its poll by a read_committed consumer; producer, consumer and \
            broker share %d cores with it. Each agent was alerted once.

            | alerts | p50 ms | p95 ms | p99 ms | slowest ms |
            |---:|---:|---:|---:|---:|
            """
                .formatted(agents, incidents, Runtime.getRuntime().availableProcessors()));
    text.append(
        "| %d | %.1f | %.1f | %.1f | %.1f |%n"
            .formatted(
                latencies.count(),
                latencies.millis(0.50),
                latencies.millis(0.95),
                latencies.millis(0.99),
                latencies.millis(1)));
    add(rows, agents, "p50", latencies.millis(0.50));
    add(rows, agents, "p95", latencies.millis(0.95));
    add(rows, agents, "p99", latencies.millis(0.99));
    return new Section(text.toString(), rows);
  }

  private void add(
      final List<Row> rows, final int agents, final String metric, final double millis) {
    rows.add(Row.of(name(), "nexora", agents, metric, "ms", Spread.of(millis)));
  }
}
