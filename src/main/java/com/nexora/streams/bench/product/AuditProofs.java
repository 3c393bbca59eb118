package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Spread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * How soon the running product answers with the evidence of one entry, chosen at random among all
 * that it has sealed. Every answer is checked, outside the measured time.
 */
final class AuditProofs {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final List<Integer> CLIENTS = List.of(1, 4);

  private final BenchContext context;
  private final ProductCluster cluster;
  private final int acts;
  private final ProofCheck proofs;

  /**
   * @param acts that are sealed, by their numbers from 0
   */
  AuditProofs(final BenchContext context, final ProductCluster cluster, final int acts) {
    this.context = context;
    this.cluster = cluster;
    this.acts = acts;
    this.proofs = new ProofCheck(cluster.signingKey().encoded());
  }

  /**
   * What a number of clients saw.
   *
   * @param proofBytes of the largest proof, with its checkpoint
   * @param evidenceBytes of the largest answer: entry and schema, too
   */
  record Figures(int clients, Latencies latencies, long proofBytes, long evidenceBytes) {

    String variant() {
      return clients == 1 ? "proof-1-client" : "proof-%d-clients".formatted(clients);
    }

    List<Row> rows(final String scenario) {
      return List.of(
          row(scenario, "p50", "ms", latencies.millis(0.5)),
          row(scenario, "p99", "ms", latencies.millis(0.99)),
          row(scenario, "max", "ms", latencies.millis(1)),
          row(scenario, "proofsPerSecond", "1/s", latencies.perSecond()),
          row(scenario, "proofBytes", "bytes", proofBytes),
          row(scenario, "evidenceBytes", "bytes", evidenceBytes));
    }

    private Row row(
        final String scenario, final String metric, final String unit, final double value) {
      return Row.of(scenario, variant(), 0, metric, unit, Spread.of(value));
    }
  }

  /** Waits until a checkpoint covers every act, then asks. */
  List<Figures> measure() {
    context.progress().accept("audit: waiting until a checkpoint covers the last act");
    for (int last = Math.max(0, acts - AuditFeed.TENANTS); last < acts; last++) {
      final String path = path(last);
      cluster
          .running()
          .await("a checkpoint covers " + path, LIMIT, () -> cluster.http().status(path) == 200);
    }
    final List<Figures> figures = new ArrayList<>();
    for (final int clients : CLIENTS) {
      context.progress().accept("audit: asking for proofs, clients: " + clients);
      final Figures measured = ask(clients);
      figures.add(measured);
      context
          .progress()
          .accept(
              "audit: %s p50 %.2f ms, p99 %.2f ms"
                  .formatted(
                      measured.variant(),
                      measured.latencies().millis(0.5),
                      measured.latencies().millis(0.99)));
    }
    return figures;
  }

  private Figures ask(final int clients) {
    final LongAccumulator proofBytes = new LongAccumulator(Math::max, 0);
    final LongAccumulator evidenceBytes = new LongAccumulator(Math::max, 0);
    final Latencies latencies =
        new QueryLoad(
                cluster.http(),
                clients,
                context.options().small() ? Duration.ofSeconds(1) : Duration.ofSeconds(15))
            .run(
                random -> {
                  final int act = random.nextInt(acts);
                  return new QueryLoad.Question(
                      path(act),
                      evidence -> {
                        proofBytes.accumulate(proofs.check(evidence, AuditFeed.auditId(act)));
                        evidenceBytes.accumulate(evidence.getBytes(StandardCharsets.UTF_8).length);
                      });
                });
    return new Figures(clients, latencies, proofBytes.get(), evidenceBytes.get());
  }

  private static String path(final int act) {
    return "/audit/" + AuditFeed.tenant(act) + "/" + AuditFeed.auditId(act) + "/proof";
  }
}
