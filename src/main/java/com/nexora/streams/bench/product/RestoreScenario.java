package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Scenario;
import com.nexora.streams.bench.Section;
import com.nexora.streams.bench.Spread;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.imports.KafkaFeed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;

/**
 * How long an instance that has lost its disk takes until it answers again: stopped, its state
 * deleted, started. The same start with the state in place is told beside it, since that is what
 * starting costs anyway.
 */
public final class RestoreScenario implements Scenario {

  private static final long MINUTE_MS = 60_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int ASKED = 32;
  private static final String CHANGELOG = Stores.METRIC_PANES + "-changelog";

  /**
   * How much.
   *
   * @param minutes each with one event of each agent
   */
  private record Size(int agents, int minutes) {

    long panes() {
      return (long) agents * minutes;
    }
  }

  /** What is restored. */
  private record Log(long records, long panes, long bytes) {}

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public Section run(final BenchContext context) {
    final Size size = context.options().small() ? new Size(50, 40) : new Size(10_000, 100);
    final long end = Math.floorDiv(System.currentTimeMillis(), MINUTE_MS) * MINUTE_MS;
    try (ProductCluster cluster = ProductCluster.open(context, name())) {
      cluster.start();
      context.progress().accept("restore: making %,d panes".formatted(size.panes()));
      load(cluster, size, end);
      cluster.stop();
      final Log log = log(cluster);
      context.progress().accept("restore: %,d records in the changelog".formatted(log.records()));
      final double kept = startSeconds(cluster, size, end);
      cluster.stop();
      cluster.deleteState();
      context.progress().accept("restore: the state is deleted; starting");
      final double restored = startSeconds(cluster, size, end);
      return section(size, log, kept, restored);
    }
  }

  private static void load(final ProductCluster cluster, final Size size, final long end) {
    try (KafkaFeed feed = cluster.feed();
        ProductTopics topics = cluster.topics()) {
      final AgentFeed agents = new AgentFeed(feed, "pane-");
      for (int minute = size.minutes(); minute > 0; minute--) {
        for (int agent = 0; agent < size.agents(); agent++) {
          agents.send(agent, end - minute * MINUTE_MS + agent);
        }
      }
      agents.flush();
      cluster
          .running()
          .await(
              "all events are counted",
              LIMIT,
              () -> topics.committed(Topics.PERFORMANCE_EVENTS) >= agents.sent());
    }
  }

  private static Log log(final ProductCluster cluster) {
    final Set<Bytes> keys = new HashSet<>();
    final AtomicLong bytes = new AtomicLong();
    try (ProductTopics topics = cluster.topics()) {
      final long records =
          topics.read(
              cluster.applicationId() + "-" + CHANGELOG,
              record -> {
                final Bytes key = Bytes.wrap(record.key());
                bytes.addAndGet(record.key().length);
                if (record.value() == null) {
                  keys.remove(key);
                } else {
                  bytes.addAndGet(record.value().length);
                  keys.add(key);
                }
              });
      return new Log(records, keys.size(), bytes.get());
    }
  }

  /** Seconds from the start of the process until agents of all partitions answer rightly. */
  private static double startSeconds(
      final ProductCluster cluster, final Size size, final long end) {
    final long begin = System.nanoTime();
    cluster.launch();
    cluster.running().await("the agents answer", LIMIT, () -> answers(cluster, size, end));
    return (System.nanoTime() - begin) / 1e9;
  }

  private static boolean answers(final ProductCluster cluster, final Size size, final long end) {
    for (int i = 0; i < ASKED; i++) {
      final int agent = (int) ((long) size.agents() * i / ASKED);
      final String path =
          "/agents/%s/%s/metrics?window=1day&at=%d"
              .formatted(AgentFeed.TENANT, AgentFeed.agentId(agent), end - 1);
      if (cluster.http().status(path) != 200
          || ProductHttp.eventsProcessed(cluster.http().text(path)) != size.minutes()) {
        return false;
      }
    }
    return true;
  }

  private Section section(
      final Size size, final Log log, final double kept, final double restored) {
    final double perSecond = log.records() / Math.max(0.001, restored - kept);
    final String text =
        """
        ## restore

        %,d agents with an event in each of %d minutes. Until %d agents, of all partitions, answer rightly over HTTP:

        | start | seconds |
        |---|---:|
        | with the state in place | %.1f |
        | with the state deleted | %.1f |

        The changelog of panes holds %,d records, %,d panes, %,d bytes: %,.0f records a second, the start itself taken off.
        """
            .formatted(
                size.agents(),
                size.minutes(),
                ASKED,
                kept,
                restored,
                log.records(),
                log.panes(),
                log.bytes(),
                perSecond);
    return new Section(
        text,
        List.of(
            row(size, "startWithState", "s", kept),
            row(size, "startWithoutState", "s", restored),
            row(size, "changelogRecords", "records", log.records()),
            row(size, "panes", "panes", log.panes()),
            row(size, "recordsPerSecond", "1/s", perSecond)));
  }

  private Row row(final Size size, final String metric, final String unit, final double value) {
    return Row.of(name(), "nexora", size.agents(), metric, unit, Spread.of(value));
  }
}
