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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What correlation costs: the whole product joins events of identities with the threats against
 * them, from one threat an identity to a hundred, each pair of which changes a finding.
 *
 * <p>The threats are there first, so that every event meets all of its partners at once; that is
 * the dearest order.
 */
public final class CorrelationScenario implements Scenario {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "correlation";
  }

  /**
   * One fan-out.
   *
   * @param partners threats per identity
   * @param entities identities
   * @param warmup events that are not measured
   * @param events events that are
   */
  private record Load(int partners, int entities, int warmup, int events) {

    /** Events of each identity. */
    int eventsEach() {
      return (warmup + events) / entities;
    }
  }

  /** What one fan-out cost. */
  private record Cost(Load load, double cpuMicros, double brokerMicros, double perSecond) {

    double perFinding() {
      return cpuMicros / load.partners();
    }
  }

  private static List<Load> loads(final BenchContext context) {
    return context.options().small()
        ? List.of(new Load(1, 20, 200, 800), new Load(10, 10, 50, 150), new Load(100, 2, 4, 16))
        : List.of(
            new Load(1, 2_000, 30_000, 70_000),
            new Load(10, 500, 4_000, 16_000),
            new Load(100, 50, 400, 1_600));
  }

  @Override
  public Section run(final BenchContext context) {
    final List<Cost> costs = new ArrayList<>();
    try (ProductCluster cluster = ProductCluster.open(context, name())) {
      cluster.start();
      try (KafkaFeed feed = cluster.feed();
          ProductTopics topics = cluster.topics()) {
        final Run run = new Run(cluster, new ThreatFeed(feed), topics);
        for (final Load load : loads(context)) {
          final Cost cost = run.measure(load);
          costs.add(cost);
          context
              .progress()
              .accept(
                  "correlation, %d threats per identity: %.1f us CPU per event, %.0f events/s"
                      .formatted(load.partners(), cost.cpuMicros(), cost.perSecond()));
        }
        run.checkFindings();
      }
    }
    return section(costs);
  }

  /** The fan-outs one after the other, in one process. */
  private static final class Run {

    private final ProductCluster cluster;
    private final ThreatFeed feed;
    private final ProductTopics topics;
    private final Map<String, Long> sent = new HashMap<>();
    private final Map<String, Load> loads = new HashMap<>();

    Run(final ProductCluster cluster, final ThreatFeed feed, final ProductTopics topics) {
      this.cluster = cluster;
      this.feed = feed;
      this.topics = topics;
    }

    Cost measure(final Load load) {
      final String tenant = "fan-out-" + load.partners();
      loads.put(tenant, load);
      for (int entity = 0; entity < load.entities(); entity++) {
        for (int threat = 0; threat < load.partners(); threat++) {
          feed.threat(tenant, entity, threat);
        }
      }
      through(Topics.THREAT_EVENTS, (long) load.entities() * load.partners());
      activity(tenant, load, 0, load.warmup());
      final long cpu = cluster.running().cpuNanos();
      final long broker = cluster.brokerCpuNanos();
      final long begin = System.nanoTime();
      activity(tenant, load, load.warmup(), load.events());
      final long wall = System.nanoTime() - begin;
      return new Cost(
          load,
          (cluster.running().cpuNanos() - cpu) / 1e3 / load.events(),
          (cluster.brokerCpuNanos() - broker) / 1e3 / load.events(),
          load.events() * 1e9 / wall);
    }

    private void activity(final String tenant, final Load load, final int first, final int events) {
      for (int i = first; i < first + events; i++) {
        feed.activity(tenant, i % load.entities(), i);
      }
      through(Topics.NHI_EVENTS, events);
    }

    /** Waits until the product has committed so many records more of a topic. */
    private void through(final String topic, final long records) {
      feed.flush();
      final long all = sent.merge(topic, records, Long::sum);
      cluster.running().await(topic + " is read", LIMIT, () -> topics.committed(topic) >= all);
    }

    /** Every identity must have a finding per threat, and each must have seen all events. */
    void checkFindings() {
      final Map<String, Long> evidence = new HashMap<>();
      final Map<String, AtomicLong> findings = new HashMap<>();
      final StringDeserializer text = new StringDeserializer();
      try (FindingDecoder decoder = cluster.findings()) {
        topics.read(
            Topics.THREAT_FINDINGS,
            record -> {
              final FindingDecoder.Finding finding = decoder.decode(record.value());
              final String id = text.deserialize(record.topic(), record.key());
              if (evidence.put(id, finding.evidence()) == null) {
                findings.computeIfAbsent(finding.tenant(), t -> new AtomicLong()).incrementAndGet();
              }
              final Load load = loads.get(finding.tenant());
              if (load != null && finding.evidence() == load.eventsEach()) {
                evidence.put(id, -1L);
              }
            });
      }
      loads.forEach(
          (tenant, load) ->
              require(
                  tenant + ": findings",
                  findings.getOrDefault(tenant, new AtomicLong()).get(),
                  (long) load.entities() * load.partners()));
      require(
          "findings that have not seen every event",
          evidence.values().stream().filter(seen -> seen >= 0).count(),
          0);
    }

    private static void require(final String what, final long actual, final long expected) {
      if (actual != expected) {
        throw new BenchException(
            "correlation is wrong: %s is %d, must be %d".formatted(what, actual, expected));
      }
    }
  }

  private Section section(final List<Cost> costs) {
    final List<Row> rows = new ArrayList<>();
    final StringBuilder text =
        new StringBuilder(
            """
            ## correlation

            The whole product; all threats of an identity are there before its events, and each pair of an event and
            a threat changes a finding. Checked: every identity has a finding per threat, with every event as evidence.

            | threats per identity | identities | events measured | CPU us/event | CPU us/finding change | broker us/event | events/s |
            |---:|---:|---:|---:|---:|---:|---:|
            """);
    for (final Cost cost : costs) {
      final Load load = cost.load();
      text.append(
          "| %d | %,d | %,d | %.1f | %.1f | %.1f | %,.0f |%n"
              .formatted(
                  load.partners(),
                  load.entities(),
                  load.events(),
                  cost.cpuMicros(),
                  cost.perFinding(),
                  cost.brokerMicros(),
                  cost.perSecond()));
      final String variant = "fan-out-" + load.partners();
      rows.add(row(variant, "appCpuMicrosPerEvent", "us", cost.cpuMicros()));
      rows.add(row(variant, "appCpuMicrosPerFindingChange", "us", cost.perFinding()));
      rows.add(row(variant, "brokerCpuMicrosPerEvent", "us", cost.brokerMicros()));
      rows.add(row(variant, "eventsPerSecond", "1/s", cost.perSecond()));
    }
    return new Section(text.toString(), rows);
  }

  private Row row(
      final String variant, final String metric, final String unit, final double value) {
    return Row.of(name(), variant, 0, metric, unit, Spread.of(value));
  }
}
