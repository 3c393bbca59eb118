package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.BenchOptions;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Scenario;
import com.nexora.streams.bench.Section;
import com.nexora.streams.bench.Spread;
import com.nexora.streams.bench.product.ActsRun.Cost;
import com.nexora.streams.catalogue.Topics;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How fast acts are sealed, end to end: from {@code audit.events} through gate, rules, encryption
 * and inbox into the log, by the whole product as it is shipped; beside it the same records copied
 * from one topic to another, exactly-once, by the same runtime, and the same records on the same
 * way without being sealed. Then how soon it proves one of the entries.
 */
public final class AuditScenario implements Scenario {

  private static final String COPY = "bench-pass-through";
  private static final String UNSEALED = "bench-unsealed";

  @Override
  public String name() {
    return "audit";
  }

  /** What acts are measured on. */
  private enum Way {
    COPIED("pass-through", "pass-through (one topic to another)"),
    UNSEALED("unsealed", "the product's way, unsealed"),
    SEALED("nexora", "sealed");

    private final String variant;
    private final String title;

    Way(final String variant, final String title) {
      this.variant = variant;
      this.title = title;
    }

    /** Those that were asked for, else all. */
    static Set<Way> chosen(final BenchOptions options) {
      final List<Way> all = List.of(values());
      return EnumSet.copyOf(
          options.variants().isEmpty() ? all : options.chosen(all, way -> way.variant));
    }
  }

  @Override
  public Section run(final BenchContext context) {
    final int warmup = context.options().small() ? 2_000 : 1_000_000;
    final int events = context.options().small() ? 3_000 : 1_000_000;
    final Map<Way, Cost> costs = new EnumMap<>(Way.class);
    final List<AuditProofs.Figures> proofs = new ArrayList<>();
    for (final Way way : Way.chosen(context.options())) {
      costs.put(
          way,
          switch (way) {
            case COPIED -> copied(context, warmup, events);
            case UNSEALED -> unsealed(context, warmup, events);
            case SEALED -> sealed(context, warmup, events, proofs);
          });
    }
    return section(warmup, events, costs, proofs);
  }

  /** Each on a cluster of its own: they read, and two of them write, the same topics. */
  private Cost copied(final BenchContext context, final int warmup, final int events) {
    try (ProductCluster cluster = ProductCluster.open(context, name() + "-copy");
        ProductTopics topics = cluster.topics(COPY)) {
      final ActsRun run = new ActsRun(context, cluster, topics, COPY);
      run.report(0, warmup);
      topics.create(COPY, cluster.partitions());
      try (ProductProcess process =
          cluster.launch(PassThrough.class, COPY, Topics.AUDIT_EVENTS, COPY)) {
        return told(context, Way.COPIED, run.measure(process, run::copied, warmup, events));
      }
    }
  }

  private Cost unsealed(final BenchContext context, final int warmup, final int events) {
    try (ProductCluster cluster = ProductCluster.open(context, name() + "-unsealed");
        ProductTopics topics = cluster.topics(UNSEALED)) {
      final ActsRun run = new ActsRun(context, cluster, topics, Topics.AUDIT_RECORDS);
      run.report(0, warmup);
      try (ProductProcess process = cluster.launch(UnsealedTrail.class, UNSEALED)) {
        return told(
            context, Way.UNSEALED, run.measure(process, run::gatedAndSealed, warmup, events));
      }
    }
  }

  private Cost sealed(
      final BenchContext context,
      final int warmup,
      final int events,
      final List<AuditProofs.Figures> proofs) {
    try (ProductCluster cluster = ProductCluster.open(context, name());
        ProductTopics topics = cluster.topics()) {
      final ActsRun run = new ActsRun(context, cluster, topics, Topics.AUDIT_RECORDS);
      run.report(0, warmup);
      cluster.start();
      final Cost sealed =
          told(
              context,
              Way.SEALED,
              run.measure(cluster.running(), run::gatedAndSealed, warmup, events));
      proofs.addAll(new AuditProofs(context, cluster, warmup + events).measure());
      return sealed;
    }
  }

  private static Cost told(final BenchContext context, final Way way, final Cost cost) {
    context
        .progress()
        .accept(
            "audit: %s %,.0f acts/s, %.1f us CPU an act"
                .formatted(way.title, cost.perSecond(), cost.cpuMicros()));
    return cost;
  }

  private Section section(
      final int warmup,
      final int events,
      final Map<Way, Cost> costs,
      final List<AuditProofs.Figures> proofs) {
    final StringBuilder text =
        new StringBuilder(
            """
        ## audit

        %,d acts on personal data, each about one of %,d persons of %d tenants and under GDPR, after %,d to warm up, all of which were through; the whole \
        product seals them, encrypted, beside the broker on %d cores. Checked: each act is sealed once.

        Beside it the same acts on the same way unsealed: gated, judged, redacted, in the inbox, kept in a store, written.

        | | acts/s | CPU us/act | without compiler | broker us/act | to pass-through |
        |---|---:|---:|---:|---:|---:|
        """
                .formatted(
                    events,
                    AuditFeed.SUBJECTS * AuditFeed.TENANTS,
                    AuditFeed.TENANTS,
                    warmup,
                    Runtime.getRuntime().availableProcessors()));
    final List<Row> rows = new ArrayList<>();
    final Cost copied = costs.get(Way.COPIED);
    costs.forEach(
        (way, cost) -> {
          line(text, way.title, cost, copied);
          add(rows, way.variant, cost);
        });
    final Cost sealed = costs.get(Way.SEALED);
    if (sealed != null) {
      ratio(rows, "ratioToPassThrough", sealed, copied);
      ratio(rows, "ratioToUnsealed", sealed, costs.get(Way.UNSEALED));
      proofs(text, rows, warmup + events, proofs);
    }
    return new Section(text.toString(), rows);
  }

  private static void line(
      final StringBuilder text, final String what, final Cost cost, final @Nullable Cost copied) {
    text.append(
        "| %s | %,.0f | %.1f | %.1f | %.1f | %s |%n"
            .formatted(
                what,
                cost.perSecond(),
                cost.cpuMicros(),
                cost.withoutCompiler(),
                cost.brokerMicros(),
                copied == null ? "" : "%.3fx".formatted(cost.perSecond() / copied.perSecond())));
  }

  private void ratio(
      final List<Row> rows, final String metric, final Cost sealed, final @Nullable Cost to) {
    if (to != null) {
      rows.add(
          Row.of(
              name(),
              "nexora",
              0,
              metric,
              "ratio",
              Spread.of(sealed.perSecond() / to.perSecond())));
    }
  }

  private void proofs(
      final StringBuilder text,
      final List<Row> rows,
      final int acts,
      final List<AuditProofs.Figures> proofs) {
    text.append(
        """

        Evidence of one of these %,d entries, chosen at random, over HTTP from the product that sealed them, by clients \
        that ask one question after the other. Checked: every proof leads from the entry asked for to a signed root.

        | clients | answered | per second | p50 ms | p99 ms | slowest ms | proof bytes | with entry and schema |
        |---|---:|---:|---:|---:|---:|---:|---:|
        """
            .formatted(acts));
    for (final AuditProofs.Figures figures : proofs) {
      final Latencies latencies = figures.latencies();
      text.append(
          "| %d | %,d | %,.0f | %.2f | %.2f | %.2f | %,d | %,d |%n"
              .formatted(
                  figures.clients(),
                  latencies.count(),
                  latencies.perSecond(),
                  latencies.millis(0.5),
                  latencies.millis(0.99),
                  latencies.millis(1),
                  figures.proofBytes(),
                  figures.evidenceBytes()));
      rows.addAll(figures.rows(name()));
    }
  }

  private void add(final List<Row> rows, final String variant, final Cost cost) {
    rows.add(Row.of(name(), variant, 0, "eventsPerSecond", "1/s", Spread.of(cost.perSecond())));
    rows.add(Row.of(name(), variant, 0, "appCpuMicrosPerEvent", "us", Spread.of(cost.cpuMicros())));
    rows.add(
        Row.of(
            name(), variant, 0, "warmCpuMicrosPerEvent", "us", Spread.of(cost.withoutCompiler())));
    rows.add(
        Row.of(
            name(), variant, 0, "brokerCpuMicrosPerEvent", "us", Spread.of(cost.brokerMicros())));
  }
}
