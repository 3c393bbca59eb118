package com.nexora.streams.processkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Kills the application while it works and proves that it did work between the kills.
 *
 * <p>A kill test that fires before the first commit, or after the last record, or whose restarts
 * only restore, proves nothing: so kills fire when the committed offsets pass chosen shares of the
 * input between 10 and 90 %, and a run in which a restart commits no new record before the next
 * kill is a failure.
 */
public final class KillHarness {

  /** One kill: committed records when it fired, and when the process came back. */
  public record Kill(double share, long committed) {}

  private final Admin admin;
  private final String group;
  private final Collection<String> topics;
  private final long total;

  /**
   * @param group consumer group of the application
   * @param topics topics whose committed offsets count
   * @param total records that will be sent to them
   */
  public KillHarness(
      final Admin admin, final String group, final Collection<String> topics, final long total) {
    this.admin = admin;
    this.group = group;
    this.topics = topics;
    this.total = total;
  }

  /**
   * Shares of the input at which to kill: one in each equal slice of 10-90 %, placed by the seed.
   */
  public static List<Double> shares(final int kills, final long seed) {
    final Random random = new Random(seed);
    final List<Double> shares = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      shares.add(0.1 + 0.8 * (i + random.nextDouble() * 0.8) / kills);
    }
    return shares;
  }

  /** Kills and restarts at each share; the load runs meanwhile in another thread. */
  public List<Kill> run(
      final ApplicationProcess application, final List<Double> shares, final Duration limit) {
    final List<Kill> kills = new ArrayList<>();
    long atRestart = -1;
    for (final double share : shares) {
      final long wanted = Math.max((long) (share * total), atRestart + 1);
      Waiting.until(
          "committing " + wanted + " of " + total + " records",
          limit,
          () -> committed() >= wanted,
          () ->
              committed()
                  + " committed, alive "
                  + application.alive()
                  + "\n"
                  + application.logTail());
      application.kill9();
      final long committed = committed();
      if (committed >= total) {
        throw new AssertionError(
            "killed only after everything was committed: the load is too small");
      }
      if (committed <= atRestart) {
        throw new AssertionError(
            "the restart committed no new record: " + committed + " before and after");
      }
      kills.add(new Kill(share, committed));
      atRestart = committed;
      application.restart();
    }
    application.awaitReady(limit);
    final long last = atRestart;
    Waiting.until(
        "progress after the last restart",
        limit,
        () -> committed() > last,
        () -> committed() + " committed");
    return kills;
  }

  /** Waits until every record is committed. */
  public void awaitAll(final ApplicationProcess application, final Duration limit) {
    Waiting.until(
        "committing all " + total + " records",
        limit,
        () -> committed() >= total,
        () ->
            committed()
                + " committed, alive "
                + application.alive()
                + "\n"
                + application.logTail());
  }

  /** Records of the topics that the group has committed. */
  public long committed() {
    try {
      final Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return offsets.entrySet().stream()
          .filter(e -> e.getValue() != null && topics.contains(e.getKey().topic()))
          .mapToLong(e -> e.getValue().offset())
          .sum();
    } catch (final ExecutionException e) {
      return 0;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
