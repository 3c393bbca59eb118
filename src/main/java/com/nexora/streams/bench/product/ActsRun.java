package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.imports.KafkaFeed;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What acts cost on one way, from their topic to the end of the way.
 *
 * <p>A way of several hops works the first one off before the last one: if the clock started while
 * the first acts are still on the way, much of what the measured ones cost would lie before it. So
 * the way is warmed up until all is through; the measured acts are reported while it stands still,
 * and cost what is spent from there until the last of them is through.
 */
final class ActsRun {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Asking each 20 ms took a seventh of a core; what this adds to a run is less than a percent. */
  private static final long ASK_EVERY_MS = 200;

  private final BenchContext context;
  private final ProductCluster cluster;
  private final ProductTopics topics;
  private final String out;

  /**
   * @param topics as the application that is measured has read them
   * @param out topic at the end of the way, a record for each act
   */
  ActsRun(
      final BenchContext context,
      final ProductCluster cluster,
      final ProductTopics topics,
      final String out) {
    this.context = context;
    this.cluster = cluster;
    this.topics = topics;
    this.out = out;
  }

  /** What an act took, in the measured part. */
  record Cost(double cpuMicros, double compilerMicros, double brokerMicros, double perSecond) {

    /** The share of the JIT compiler shrinks the longer a process lives. */
    double withoutCompiler() {
      return cpuMicros - compilerMicros;
    }
  }

  /** Reports acts, on which the process that is started next warms up. */
  void report(final int from, final int acts) {
    context.progress().accept("audit: reporting %,d acts".formatted(acts));
    try (KafkaFeed feed = cluster.feed()) {
      final AuditFeed source = new AuditFeed(feed, from);
      for (int act = 0; act < acts; act++) {
        source.act(from + act);
      }
      feed.flush();
    }
  }

  /**
   * Measures.
   *
   * @param through how many acts are through by what was committed, marks of transactions included
   * @param warmup acts that were reported before
   * @param events acts that are reported here
   */
  Cost measure(
      final ProductProcess process,
      final LongSupplier through,
      final int warmup,
      final int events) {
    process.await("the first acts are through", LIMIT, () -> through.getAsLong() >= warmup);
    awaitAll(process, warmup);
    process.halt();
    try {
      report(warmup, events);
    } finally {
      process.goOn();
    }
    final long first = through.getAsLong();
    final long begin = System.nanoTime();
    final long cpu = process.cpuNanos();
    final long compiler = process.compilerNanos();
    final long broker = cluster.brokerCpuNanos();
    process.await(
        "all acts are through", LIMIT, ASK_EVERY_MS, () -> through.getAsLong() >= first + events);
    final Cost cost =
        new Cost(
            (process.cpuNanos() - cpu) / 1e3 / events,
            (process.compilerNanos() - compiler) / 1e3 / events,
            (cluster.brokerCpuNanos() - broker) / 1e3 / events,
            events * 1e9 / (System.nanoTime() - begin));
    awaitAll(process, warmup + events);
    return cost;
  }

  /** Acts that the product reads; fails if it refused any. */
  long gatedAndSealed() {
    final long refused = topics.end(Topics.AUDIT_EVENTS + Topics.DLQ_SUFFIX);
    if (refused > 0) {
      throw new BenchException(
          "acts were refused, %s%s says why: nothing to measure"
              .formatted(Topics.AUDIT_EVENTS, Topics.DLQ_SUFFIX));
    }
    return Math.min(topics.committed(Topics.AUDIT_EVENTS), topics.committed(Topics.AUDIT_INBOX));
  }

  /** Acts that a copy has read. */
  long copied() {
    return topics.committed(Topics.AUDIT_EVENTS);
  }

  private void awaitAll(final ProductProcess process, final int acts) {
    process.await(
        "every act is at the end of its way",
        LIMIT,
        () -> {
          final long there = topics.read(out, record -> {});
          if (there > acts) {
            throw new BenchException(
                "%s is wrong: %d acts were reported, %d are there".formatted(out, acts, there));
          }
          return there == acts;
        });
  }
}
