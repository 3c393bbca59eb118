package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Scenario;
import com.nexora.streams.bench.Section;
import com.nexora.streams.bench.Spread;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.embedded.LoopbackPorts;
import com.nexora.streams.runtime.IntakeKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * How many events a second come in over HTTP in lists, and how long a single one takes at a fixed
 * pace, until the broker has acknowledged them. Beside it, in turn, a bare route that only sends.
 *
 * <p>The product behind it is whole: what it takes in, it gates and keeps on the same cores.
 */
public final class IngestScenario implements Scenario {

  private static final String TENANT = "acme";

  /** The product does not read it. */
  private static final String BARE_TOPIC = "bench-bare-route";

  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration WORKED_OFF = Duration.ofMinutes(10);
  private static final String OURS = "nexora";
  private static final String BARE = "bare-route";

  /**
   * How much.
   *
   * @param clients that send lists at the same time
   * @param events of a list
   * @param perSecond single events a second
   * @param warmUp for which each is driven before it is measured
   * @param time for which each is measured, every round
   */
  private record Size(
      int clients, int events, int perSecond, Duration warmUp, Duration time, int rounds) {}

  @Override
  public String name() {
    return "ingest";
  }

  /**
   * Figures of one variant, a value per round.
   *
   * @param behind the 99th percentile of single events while the product still gates the lists
   */
  private record Figures(
      List<Double> eventsPerSecond,
      List<Double> cpuMicros,
      List<Double> behind,
      List<Double> p50,
      List<Double> p99) {

    Figures() {
      this(
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }
  }

  /** One of the two that take events. */
  private record Variant(
      ProductProcess process,
      IngestLoad lists,
      IngestLoad singles,
      IntFunction<String> list,
      IntFunction<String> single) {}

  @Override
  public Section run(final BenchContext context) {
    final Size size =
        context.options().small()
            ? new Size(2, 50, 50, Duration.ofMillis(500), Duration.ofSeconds(1), 1)
            : new Size(
                4,
                500,
                500,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                context.options().rounds());
    final Map<String, String> settings =
        Map.of(
            IntakeKeys.TENANT_EVENTS, "10000000",
            IntakeKeys.TENANT_REQUESTS, "1000000");
    try (ProductCluster cluster = ProductCluster.open(context, name(), settings);
        ProductTopics topics = cluster.topics()) {
      topics.create(BARE_TOPIC, cluster.partitions());
      cluster.start();
      final int port = LoopbackPorts.free(1).get(0);
      try (ProductProcess bare =
          cluster.launch(BareIntake.class, Integer.toString(port), BARE_TOPIC)) {
        final String bareUrl = "http://127.0.0.1:" + port;
        final ProductHttp asked = new ProductHttp(bareUrl, "");
        bare.await("the bare route is ready", READY, () -> asked.status("/health/ready") == 200);
        final Map<String, Variant> variants = new LinkedHashMap<>();
        variants.put(BARE, bare(bare, bareUrl, size));
        variants.put(OURS, ours(cluster, size));
        return measured(context, cluster, topics, variants, size);
      }
    }
  }

  private static Variant bare(final ProductProcess process, final String url, final Size size) {
    final IngestLoad load = new IngestLoad(url + "/lines", "");
    return new Variant(
        process,
        load,
        load,
        request -> String.join("\n", events(request, size.events())),
        request -> event(request, 0));
  }

  private static Variant ours(final ProductCluster cluster, final Size size) {
    final String url = cluster.http().url();
    return new Variant(
        cluster.running(),
        new IngestLoad(url + "/events/bulk", cluster.http().token()),
        new IngestLoad(url + "/events", cluster.http().token()),
        request -> "{\"events\":[" + String.join(",", events(request, size.events())) + "]}",
        request -> event(request, 0));
  }

  private Section measured(
      final BenchContext context,
      final ProductCluster cluster,
      final ProductTopics topics,
      final Map<String, Variant> variants,
      final Size size) {
    final Map<String, Figures> figures = new LinkedHashMap<>();
    variants.forEach(
        (name, variant) -> {
          context.progress().accept("ingest: warming up " + name);
          figures.put(name, new Figures());
          for (int part = 8; part >= 1; part /= 2) {
            variant.singles().paced(size.perSecond() / part, size.warmUp(), variant.single());
          }
        });
    for (int round = 1; round <= size.rounds(); round++) {
      context.progress().accept("ingest: single events, round " + round);
      variants.forEach(
          (name, variant) -> singles(variant, size, figures.getOrDefault(name, new Figures())));
    }
    variants.forEach((name, variant) -> warmUpLists(cluster, topics, variant, size));
    for (int round = 1; round <= size.rounds(); round++) {
      context.progress().accept("ingest: lists, round " + round);
      variants.forEach(
          (name, variant) ->
              lists(cluster, topics, variant, size, figures.getOrDefault(name, new Figures())));
    }
    return section(size, figures);
  }

  private static void warmUpLists(
      final ProductCluster cluster,
      final ProductTopics topics,
      final Variant variant,
      final Size size) {
    variant.lists().lists(size.clients(), size.warmUp(), variant.list());
    workOff(cluster, topics);
  }

  /** Until the product has gated all that came in: what it then takes is not the events' price. */
  private static void workOff(final ProductCluster cluster, final ProductTopics topics) {
    final long end = topics.end(Topics.GRC_EVENTS);
    cluster
        .running()
        .await(
            "all events are gated", WORKED_OFF, () -> topics.committed(Topics.GRC_EVENTS) >= end);
  }

  /** Before the lists, whose events are merged into larger files for long after they were gated. */
  private static void singles(final Variant variant, final Size size, final Figures into) {
    final Latencies single =
        variant.singles().paced(size.perSecond(), size.time(), variant.single());
    into.p50().add(single.millis(0.5));
    into.p99().add(single.millis(0.99));
  }

  private static void lists(
      final ProductCluster cluster,
      final ProductTopics topics,
      final Variant variant,
      final Size size,
      final Figures into) {
    final long cpu = variant.process().cpuNanos() + cluster.brokerCpuNanos();
    final long start = System.nanoTime();
    final long events =
        (long) size.events() * variant.lists().lists(size.clients(), size.time(), variant.list());
    into.eventsPerSecond().add(events * 1e9 / (System.nanoTime() - start));
    into.cpuMicros()
        .add((variant.process().cpuNanos() + cluster.brokerCpuNanos() - cpu) / 1e3 / events);
    into.behind()
        .add(variant.singles().paced(size.perSecond(), size.time(), variant.single()).millis(0.99));
    workOff(cluster, topics);
  }

  private Section section(final Size size, final Map<String, Figures> figures) {
    final List<Row> rows = new ArrayList<>();
    final StringBuilder text =
        new StringBuilder(
            """
            ## ingest

            %d clients send lists of %d events of about 250 bytes, one after the other. Single events come at %d a second, \
            their time counted from when they were due: first alone, then while the product still gates lists. An event counts when the broker has acknowledged it. All of \
            it, clients and broker too, shares %d cores; %s also gates, keeps and audits what it takes in. %s sends each line \
            of its body as it is: no token, no JSON, no checks. CPU is that of the process and of the broker. A figure is the \
            median of %d rounds.

            | | events/s in lists | of the bare route | CPU µs/event | single p50 ms | single p99 ms | single p99 ms behind lists |
            |---|---:|---:|---:|---:|---:|---:|
            """
                .formatted(
                    size.clients(),
                    size.events(),
                    size.perSecond(),
                    Runtime.getRuntime().availableProcessors(),
                    OURS,
                    BARE,
                    size.rounds()));
    final double bare =
        Spread.of(figures.getOrDefault(BARE, new Figures()).eventsPerSecond(), d -> d).median();
    figures.forEach(
        (name, all) -> {
          final Spread rate = Spread.of(all.eventsPerSecond(), d -> d);
          final Spread cpu = Spread.of(all.cpuMicros(), d -> d);
          final Spread p50 = Spread.of(all.p50(), d -> d);
          final Spread p99 = Spread.of(all.p99(), d -> d);
          final Spread behind = Spread.of(all.behind(), d -> d);
          text.append(
              "| %s | %,.0f | %.0f %% | %.1f | %.2f | %.2f | %.2f |%n"
                  .formatted(
                      name,
                      rate.median(),
                      100 * rate.median() / bare,
                      cpu.median(),
                      p50.median(),
                      p99.median(),
                      behind.median()));
          rows.add(Row.of(name(), name, 0, "eventsPerSecond", "1/s", rate));
          rows.add(Row.of(name(), name, 0, "cpuMicrosPerEvent", "us", cpu));
          rows.add(Row.of(name(), name, 0, "singleP50", "ms", p50));
          rows.add(Row.of(name(), name, 0, "singleP99", "ms", p99));
          rows.add(Row.of(name(), name, 0, "singleP99BehindLists", "ms", behind));
        });
    return new Section(text.toString(), rows);
  }

  private static List<String> events(final int request, final int count) {
    final List<String> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(event(request, i));
    }
    return events;
  }

  private static String event(final int request, final int number) {
    return "{\"tenantId\":\""
        + TENANT
        + "\",\"eventType\":\"CONTROL_TESTED\",\"source\":\"BACKEND_API\",\"action\":\"test\",\"entityId\":\"control-"
        + (request * 31 + number) % 1_000
        + "\",\"entityType\":\"control\",\"data\":{\"result\":\"passed\",\"score\":7.5,\"request\":"
        + request
        + ",\"number\":"
        + number
        + ",\"note\":\"tested as planned\"}}";
  }
}
