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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How fast questions are answered over HTTP, token and JSON included, while the whole product
 * counts live events: figures of an agent for several windows, a day of an agent that reported
 * throughout it, and an agent's state.
 */
public final class QueriesScenario implements Scenario {

  private static final long MINUTE_MS = 60_000;
  private static final int DAY_MINUTES = 1_440;
  private static final long QUARTER_MS = 15 * MINUTE_MS;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * How much.
   *
   * @param liveAgents agents that report all the time, in turn
   * @param livePerSecond events a second of all of them
   * @param dayAgents agents with a day behind them
   * @param perMinute events of each of these in every minute of the day
   * @param clients that ask at the same time
   * @param time for which each kind of question is asked and measured
   * @param rollUp how long after its arrival a day has surely been rolled up
   */
  private record Size(
      int liveAgents,
      double livePerSecond,
      int dayAgents,
      int perMinute,
      int clients,
      Duration time,
      Duration rollUp) {}

  @Override
  public String name() {
    return "queries";
  }

  @Override
  public Section run(final BenchContext context) {
    final Size size =
        context.options().small()
            ? new Size(20, 200, 2, 1, 2, Duration.ofSeconds(1), Duration.ZERO)
            : new Size(1_000, 2_000, 20, 10, 4, Duration.ofSeconds(10), Duration.ofSeconds(150));
    // A quarter of an hour that is over, so that a day of quarters is a day of whole minutes too.
    final long dayEnd = Math.floorDiv(System.currentTimeMillis(), QUARTER_MS) * QUARTER_MS;
    try (ProductCluster cluster = ProductCluster.open(context, name())) {
      cluster.start();
      context.progress().accept("queries: giving %d agents a day".formatted(size.dayAgents()));
      loadDay(cluster, size, dayEnd);
      final long loaded = System.nanoTime();
      try (LiveLoad live =
          LiveLoad.start(cluster.feed(), size.liveAgents(), size.livePerSecond())) {
        cluster.running().await("live events are seen", LIMIT, () -> isSeen(cluster, size));
        final long cpu = cluster.running().cpuNanos();
        final long begin = System.nanoTime();
        final long sent = live.sent();
        final Map<String, Latencies> measured = ask(context, cluster, size, dayEnd, loaded);
        final double wall = (System.nanoTime() - begin) / 1e9;
        final double cores = (cluster.running().cpuNanos() - cpu) / 1e9 / wall;
        return section(size, measured, (live.sent() - sent) / wall, cores);
      }
    }
  }

  private static void loadDay(final ProductCluster cluster, final Size size, final long end) {
    try (KafkaFeed feed = cluster.feed();
        ProductTopics topics = cluster.topics()) {
      final AgentFeed agents = new AgentFeed(feed, "day-");
      for (long minute = end - DAY_MINUTES * MINUTE_MS; minute < end; minute += MINUTE_MS) {
        for (int i = 0; i < size.perMinute() * size.dayAgents(); i++) {
          agents.send(
              dayAgent(size, i % size.dayAgents()),
              minute + i * MINUTE_MS / (size.perMinute() * size.dayAgents()));
        }
      }
      agents.flush();
      cluster
          .running()
          .await(
              "the day is counted",
              LIMIT,
              () -> topics.committed(Topics.PERFORMANCE_EVENTS) >= agents.sent());
    }
  }

  private static int dayAgent(final Size size, final int number) {
    return size.liveAgents() + number;
  }

  private static boolean isSeen(final ProductCluster cluster, final Size size) {
    final String path = agent(size.liveAgents() - 1);
    return cluster.http().status(path) == 200
        && ProductHttp.eventsProcessed(cluster.http().text(path + "/metrics?window=5min")) > 0;
  }

  private static String agent(final int number) {
    return "/agents/" + AgentFeed.TENANT + "/" + AgentFeed.agentId(number);
  }

  private static Map<String, Latencies> ask(
      final BenchContext context,
      final ProductCluster cluster,
      final Size size,
      final long dayEnd,
      final long loaded) {
    final QueryLoad load = new QueryLoad(cluster.http(), size.clients(), size.time());
    final Map<String, Latencies> measured = new LinkedHashMap<>();
    final Function<Random, String> any = random -> agent(random.nextInt(size.liveAgents()));
    final Consumer<String> some = body -> requireEvents(body, 1, Long.MAX_VALUE);
    final long day = (long) DAY_MINUTES * size.perMinute();
    final Function<Random, String> aDay =
        random ->
            agent(dayAgent(size, random.nextInt(size.dayAgents())))
                + "/metrics?window=1day&at="
                + (dayEnd - 1);
    final Consumer<String> whole = body -> requireEvents(body, day, day);
    context.progress().accept("queries: day-window-minutes");
    measured.put("day-window-minutes", load.run(aDay, whole));
    for (final String window : List.of("5min", "1hour", "1day")) {
      context.progress().accept("queries: live-" + window);
      measured.put(
          "live-" + window,
          load.run(random -> any.apply(random) + "/metrics?window=" + window, some));
    }
    context.progress().accept("queries: agent-state");
    measured.put("agent-state", load.run(any, body -> {}));
    context.progress().accept("queries: day-window, once the day is rolled up");
    final long rolledUp = loaded + size.rollUp().toNanos();
    cluster.running().await("the day is rolled up", LIMIT, () -> System.nanoTime() > rolledUp);
    measured.put("day-window", load.run(aDay, whole));
    context.progress().accept("queries: day-window-one-client");
    final QueryLoad alone = new QueryLoad(cluster.http(), 1, size.time());
    measured.put("day-window-one-client", alone.run(aDay, whole));
    return measured;
  }

  private static void requireEvents(final String body, final long least, final long most) {
    final long events = ProductHttp.eventsProcessed(body);
    if (events < least || events > most) {
      throw new BenchException(
          "queries are answered wrongly: %d events, must be %d to %d: %s"
              .formatted(events, least, most, body));
    }
  }

  private Section section(
      final Size size,
      final Map<String, Latencies> measured,
      final double eventsPerSecond,
      final double cores) {
    final List<Row> rows = new ArrayList<>();
    final StringBuilder text =
        new StringBuilder(
            """
            ## queries

            The whole product counts %,.0f live events a second of %,d agents and answers %d clients, which ask one question \
            after the other over HTTP, with a token each. All of it, the clients and the broker too, shares %d cores; the \
            product used %.2f of them. day-window: agents with %d events in each of the %,d minutes of a day; every answer \
            is checked. day-window-minutes: the same right after these events came, before anything is rolled up. \
            day-window-one-client: by one client in place of %d, so that questions do not wait for each other.

            | question | answered | per second | p50 ms | p99 ms | slowest ms |
            |---|---:|---:|---:|---:|---:|
            """
                .formatted(
                    eventsPerSecond,
                    size.liveAgents(),
                    size.clients(),
                    Runtime.getRuntime().availableProcessors(),
                    cores,
                    size.perMinute(),
                    DAY_MINUTES,
                    size.clients()));
    measured.forEach(
        (kind, latencies) -> {
          text.append(
              "| %s | %,d | %,.0f | %.2f | %.2f | %.2f |%n"
                  .formatted(
                      kind,
                      latencies.count(),
                      latencies.perSecond(),
                      latencies.millis(0.5),
                      latencies.millis(0.99),
                      latencies.millis(1)));
          rows.add(row(kind, size, "queriesPerSecond", "1/s", latencies.perSecond()));
          rows.add(row(kind, size, "p50", "ms", latencies.millis(0.5)));
          rows.add(row(kind, size, "p99", "ms", latencies.millis(0.99)));
          rows.add(row(kind, size, "max", "ms", latencies.millis(1)));
        });
    return new Section(text.toString(), rows);
  }

  private Row row(
      final String kind,
      final Size size,
      final String metric,
      final String unit,
      final double value) {
    return Row.of(name(), kind, size.liveAgents(), metric, unit, Spread.of(value));
  }
}
